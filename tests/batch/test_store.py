"""A batch on disk: resumed to the byte, refused when it differs, clear when the disk is not."""

import errno
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from pyarrow import parquet

from sim import load_scenario
from sim.batch import identity
from sim.batch.blocks import blocks_of
from sim.batch.executors import InProcess
from sim.batch.manifest import LAYOUT, MANIFEST, batch_status
from sim.batch.prepare import batch_of, load_batch
from sim.batch.results import read_results
from sim.batch.run import run
from sim.batch.store import Store
from sim.batch.work import work
from sim.errors import InputError
from tests.conftest import SMALL

ROOT = Path(__file__).parents[2]
GRID = {"grid": {"actors.highland.war_cost": {"low": 0.05, "high": 0.4, "points": 6}}}
EXPERIMENT = f"""title: A test
scenarios: [{SMALL}]
design: {{grid: {{actors.highland.war_cost: {{low: 0.05, high: 0.4, points: 60}}}}}}
runs: 4000
months: 10
"""


@cache
def plain_batch():
    return small_batch()


def small_batch(**more):
    return batch_of(load_scenario(SMALL), {"runs": 800, "months": 4, "design": GRID, **more})


def hashes(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.parquet"))}


class StopsAfter:
    """An executor that is interrupted after some blocks."""

    def __init__(self, number):
        self.number = number

    def results(self, batch, blocks):
        for count, found in enumerate(InProcess().results(batch, blocks)):
            if count == self.number:
                raise KeyboardInterrupt
            yield found


def test_an_interrupted_batch_is_resumed_to_the_same_bytes(tmp_path):
    batch = small_batch()
    blocks = blocks_of(batch)
    run(batch, tmp_path / "whole", InProcess(), blocks)
    with pytest.raises(KeyboardInterrupt):
        run(batch, tmp_path / "cut", StopsAfter(1), blocks)
    found = batch_status(tmp_path / "cut")
    assert found["state"] == "interrupted" and found["blocks_done"] == 1
    with pytest.raises(InputError, match="is not finished; go on with"):
        read_results(tmp_path / "cut")
    with pytest.raises(InputError, match=r"resume: .* holds a batch already"):
        run(batch, tmp_path / "cut", InProcess(), blocks)
    run(batch, tmp_path / "cut", InProcess(), blocks, resume=True)
    assert hashes(tmp_path / "cut") == hashes(tmp_path / "whole")
    run(batch, tmp_path / "cut", InProcess(), blocks, resume=True)  # nothing is left to do
    assert hashes(tmp_path / "cut") == hashes(tmp_path / "whole")


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"seed": 2}, "seed: 1 there, 2 here"),
        ({"runs": 801}, "runs: 800 there, 801 here"),
        ({"set": {"actors.highland.pressure": 0.4}}, "scenarios: "),
        ({"design": {"grid": {"actors.highland.war_cost": [0.1, 0.2]}}}, "points: "),
    ],
)
def test_resuming_another_batch_is_refused_with_the_difference(tmp_path, more, named):
    batch = small_batch()
    with pytest.raises(KeyboardInterrupt):
        run(batch, tmp_path, StopsAfter(1), blocks_of(batch))
    other = small_batch(**more)
    with pytest.raises(InputError, match="cannot be resumed") as refused:
        run(other, tmp_path, InProcess(), blocks_of(other), resume=True)
    assert named in str(refused.value)


def on_another_machine(batch):
    """The batch as a processor lays it out whose arithmetic differs in the last bits."""
    columns = {path: np.nextafter(values, np.inf) for path, values in batch.points.columns.items()}
    return replace(batch, points=replace(batch.points, columns=columns))


def test_a_batch_goes_on_on_another_processor_with_the_points_on_disk(tmp_path):
    """NPY_DISABLE_CPU_FEATURES plays the other processor where the first has AVX-512; here the last bits are changed by hand."""
    batch = small_batch(design={"latin_hypercube": {"points": 6, "uncertainties": "all"}})
    run(batch, tmp_path / "whole", InProcess(), blocks_of(batch))
    with pytest.raises(KeyboardInterrupt):
        run(batch, tmp_path / "cut", StopsAfter(1), blocks_of(batch))
    there = on_another_machine(batch)
    run(there, tmp_path / "cut", InProcess(), blocks_of(there), resume=True)
    assert hashes(tmp_path / "cut") == hashes(tmp_path / "whole")


def test_points_that_are_at_hand_are_held_against_those_on_disk(tmp_path):
    batch = small_batch()
    with pytest.raises(KeyboardInterrupt):
        run(batch, tmp_path, StopsAfter(1), blocks_of(batch))
    path = next(iter(batch.points.columns))
    other = replace(batch, points=replace(batch.points, columns={path: batch.points.columns[path] + 0.01}))
    with pytest.raises(InputError, match=f"cannot be resumed: points: other values of {path}"):
        run(other, tmp_path, InProcess(), blocks_of(other), resume=True)


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of `sim` whose code is hashed instead."""
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(identity, "__file__", str(tmp_path / "sim" / "batch" / "identity.py"))
    return tmp_path / "sim"


def hash_of_code():
    return identity.code_hash.__wrapped__()


def test_the_hash_of_the_code_covers_what_a_block_is_computed_with():
    """Every module of `sim` that was imported when a block was simulated, but those that only tests, plans and pages ask for."""
    code = (
        "import sys; from sim.batch.work import work; from sim.batch.prepare import batch_of; from sim.batch.blocks import blocks_of\n"
        "from sim.scenario.reading import load_scenario\n"
        f"batch = batch_of(load_scenario({str(SMALL)!r}), {{'runs': 10, 'months': 2, 'design': {GRID!r}}})\n"
        "work(batch, blocks_of(batch)[0])\n"
        "print(*(module.__file__ for name, module in list(sys.modules.items()) if name.startswith('sim.')))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    loaded = {Path(name) for name in printed.split()}
    covered = identity.modules()
    assert len(loaded) > 30 and {path for path in loaded if path not in covered and path.name != "__init__.py"} == set()
    assert {ROOT / "sim" / "ensemble" / "outcomes.py", ROOT / "sim" / "vocabulary.py"} <= covered


@pytest.mark.parametrize("name", ["ensemble/outcomes.py", "model/model.py", "vocabulary.py", "batch/monthly.py"])
def test_the_hash_of_the_code_follows_what_decides_the_tables(copied, name):
    before = hash_of_code()
    assert before == identity.code_hash()
    with (copied / name).open("a", encoding="utf-8") as stream:
        stream.write("\nTOUCHED = 1\n")
    assert hash_of_code() != before


def test_the_hash_of_the_code_survives_a_file_that_moves(copied):
    before = hash_of_code()
    (copied / "elsewhere").mkdir()
    (copied / "elsewhere" / "__init__.py").write_text("")
    (copied / "ensemble" / "outcomes.py").rename(copied / "elsewhere" / "results_of_runs.py")
    for path in copied.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("sim.ensemble.outcomes", "sim.elsewhere.results_of_runs"), encoding="utf-8")
    assert hash_of_code() == before
    (copied / "cli" / "app.py").write_text("")
    assert hash_of_code() == before, "the command line decides no table"


@pytest.mark.parametrize(("layout", "whose"), [(None, "an older"), (LAYOUT + 1, "a newer")])
def test_a_batch_of_another_layout_is_refused_with_what_to_do(tmp_path, layout, whose):
    batch = small_batch()
    with pytest.raises(KeyboardInterrupt):
        run(batch, tmp_path, StopsAfter(1), blocks_of(batch))
    path = tmp_path / MANIFEST
    manifest = {key: value for key, value in json.loads(path.read_text()).items() if key not in ("layout", "hash")}
    path.write_text(json.dumps(manifest if layout is None else {**manifest, "layout": layout}))
    with pytest.raises(InputError, match=f"written by {whose} Parley and cannot be resumed.*in another folder"):
        run(batch, tmp_path, InProcess(), blocks_of(batch), resume=True)


def test_another_version_is_refused(tmp_path, monkeypatch):
    batch = small_batch()
    with pytest.raises(KeyboardInterrupt):
        run(batch, tmp_path, StopsAfter(1), blocks_of(batch))
    monkeypatch.setattr("sim.batch.identity.code_hash", lambda: "another")
    with pytest.raises(InputError, match=r"code: \w+ there, another here"):
        run(batch, tmp_path, InProcess(), blocks_of(batch), resume=True)


def test_the_second_process_on_one_folder_is_refused(tmp_path):
    batch = small_batch()
    with Store(tmp_path, batch, blocks_of(batch)).held(resume=False):
        assert batch_status(tmp_path)["state"] == "running"
        with pytest.raises(InputError, match="another process is writing"):
            run(batch, tmp_path, InProcess(), blocks_of(batch), resume=True)


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    """A folder in which a batch was interrupted when all its blocks were there, and the bytes of its tables."""
    folder = tmp_path_factory.mktemp("cut")
    batch = small_batch()
    run(batch, folder / "whole", InProcess(), blocks_of(batch))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "finish", lambda _: None)
        run(batch, folder / "cut", InProcess(), blocks_of(batch))
    return folder / "cut", folder / "whole"


def files_of(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "lock")


def resumed(folder):
    """What is said when the batch goes on, and the hashes of its tables; or why it does not."""
    batch, told = plain_batch(), []
    try:
        run(batch, folder, InProcess(), blocks_of(batch), resume=True, tell=told.append)
    except InputError as error:
        return [str(error)], None
    return told, hashes(folder)


@pytest.mark.parametrize("state", [0, 1])
def test_no_flipped_bit_is_silent(cut, tmp_path, state, monkeypatch):
    """Half of a hundred flips in an unfinished batch, half in a finished one: each is told, and the tables are right or not there."""
    wanted = hashes(cut[1])
    job = {block.number: work(plain_batch(), block) for block in blocks_of(plain_batch())}
    monkeypatch.setattr(InProcess, "results", lambda _, __, blocks: ((block, job[block.number]) for block in blocks))
    dice, places = random.Random(8 + state), files_of(cut[state])
    for number in range(50):
        folder = tmp_path / str(number)
        shutil.copytree(cut[state], folder)
        path = folder / dice.choice(places).relative_to(cut[state])
        content = bytearray(path.read_bytes())
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        path.write_bytes(content)
        if state:
            with pytest.raises(InputError, match=r"is damaged|is no manifest"):
                read_results(folder)
        told, found = resumed(folder)
        assert told and (found is None or found == wanted), path


@pytest.mark.parametrize("name", ["000000.runs.arrow", "000000.monthly.npz", "000000.seal"])
@pytest.mark.parametrize("content", [None, b"", b"half"])
def test_a_block_that_is_cut_empty_or_gone_is_simulated_again(cut, tmp_path, name, content):
    shutil.copytree(cut[0], tmp_path / "out")
    path = tmp_path / "out" / "blocks" / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: len(path.read_bytes()) // 2] if content else b"")
    told, found = resumed(tmp_path / "out")
    assert found == hashes(cut[1])
    assert len(told) == (0 if (name, content) == ("000000.seal", None) else 1)


def test_a_block_in_the_place_of_another_is_noticed(tmp_path):
    batch = small_batch(runs=4096)
    with pytest.raises(KeyboardInterrupt):
        run(batch, tmp_path, StopsAfter(2), blocks_of(batch))
    for ending in ("runs.arrow", "monthly.npz", "seal"):
        shutil.copy(tmp_path / "blocks" / f"000000.{ending}", tmp_path / "blocks" / f"000001.{ending}")
    with Store(tmp_path, batch, blocks_of(batch)).held(resume=True) as store:
        assert 1 in {block.number for block in store.missing()}


EDITS = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**20) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=40)
@given(data=st.data(), sealed=st.booleans())
def test_an_edited_manifest_is_told_or_harmless(cut, data, sealed):
    """Also one whose hash was taken away, as of a batch from before there was one."""
    manifest = json.loads((cut[1] / "manifest.json").read_text())
    if not sealed:
        del manifest["hash"]
    key = data.draw(st.sampled_from([*manifest, "more"]))
    manifest[key] = data.draw(EDITS)
    if data.draw(st.booleans()):
        manifest.pop(data.draw(st.sampled_from(list(manifest))), None)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(cut[1], folder, dirs_exist_ok=True)
        (Path(folder) / "manifest.json").write_text(json.dumps(manifest))
        for use in (batch_status, read_results):
            with suppress(InputError):
                use(Path(folder))
        with (
            suppress(InputError),
            Store(Path(folder), plain_batch(), blocks_of(plain_batch())).held(resume=True) as store,
        ):
            store.missing()


def test_a_folder_that_may_only_be_read_is_not_held(tmp_path, monkeypatch):
    batch = small_batch()
    with pytest.raises(KeyboardInterrupt):
        run(batch, tmp_path, StopsAfter(1), blocks_of(batch))

    def refused(*_, **__):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("sim.batch.manifest.FileLock.acquire", refused)
    assert batch_status(tmp_path)["state"] == "interrupted"


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    batch = small_batch()
    with pytest.raises(InputError, match="is not empty and holds no batch"):
        run(batch, tmp_path, InProcess(), blocks_of(batch))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("no folder")
    batch = small_batch()
    with pytest.raises(InputError, match=r"cannot write to .*Not a directory"):
        run(batch, tmp_path / "file" / "out", InProcess(), blocks_of(batch))


def test_a_full_disk_leaves_what_was_finished_and_the_batch_goes_on_later(tmp_path, monkeypatch):
    batch = small_batch()
    blocks = blocks_of(batch)
    run(batch, tmp_path / "whole", InProcess(), blocks)
    write, written = Store._write, []

    def until_full(self, name, content):
        if name.startswith("blocks/") and len(written) >= 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(name)
        write(self, name, content)

    monkeypatch.setattr(Store, "_write", until_full)
    written.clear()
    with pytest.raises(InputError, match="No space left on device; what was finished is kept"):
        written[:0] = []
        run(batch, tmp_path / "full", InProcess(), blocks)
    monkeypatch.undo()
    assert batch_status(tmp_path / "full")["state"] == "interrupted"
    run(batch, tmp_path / "full", InProcess(), blocks, resume=True)
    assert hashes(tmp_path / "full") == hashes(tmp_path / "whole")


def test_the_folder_says_how_to_make_it_again(tmp_path):
    batch = small_batch()
    run(batch, tmp_path / "first", InProcess(), blocks_of(batch))
    again = load_batch(tmp_path / "first" / "experiment.yaml")
    run(again, tmp_path / "second", InProcess(), blocks_of(again))
    assert hashes(tmp_path / "first") == hashes(tmp_path / "second")


def test_columns_say_what_they_are(tmp_path):
    batch = small_batch()
    run(batch, tmp_path, InProcess(), blocks_of(batch))
    for name in ("points", "runs", "monthly"):
        schema = parquet.read_schema(tmp_path / f"{name}.parquet")
        for field in schema:
            assert field.metadata[b"text"] and field.metadata[b"unit"], field.name
        assert schema.metadata[b"schema_version"] == b"1"
    results = read_results(tmp_path)
    assert results.runs.num_rows == batch.runs and len(results.points) == batch.size
    assert results.monthly.num_rows % (batch.size * (batch.months + 1)) == 0


START = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from sim.cli import main; main()"
"""Ctrl-C is ignored by what is started in the background, so by these processes when the tests are."""


def batch_process(folder, *more):
    command = [
        sys.executable,
        "-c",
        START,
        "batch",
        str(folder.parent / "experiment.yaml"),
        "--out",
        str(folder),
        *more,
    ]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_kills_at_random_moments_leave_the_same_tables(tmp_path):
    """Three of them, each of which costs the start of a process; PARLEY_KILLS=40 makes it forty.

    Of three, the first is killed within its first second, the others when the batch has begun, half of these after another block.
    """
    kills = int(os.environ.get("PARLEY_KILLS", "3"))
    (tmp_path / "experiment.yaml").write_text(EXPERIMENT.replace("points: 60", f"points: {max(60, 4 * kills)}"))
    whole = batch_process(tmp_path / "whole", "--workers", "1")
    assert whole.wait() == 0, whole.stderr.read()
    dice, folder, blocks = random.Random(7), tmp_path / "killed", 0
    for number in range(kills):
        more = ["--resume"] if (folder / "manifest.json").exists() else []
        process = batch_process(folder, "--workers", "2" if number % 5 == 4 else "1", *more)
        enough = blocks + 1 if number % 3 == 2 or number % 6 == 4 else 0
        while number % 3 and not running_with(folder, enough):
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.01)
        time.sleep(dice.uniform(0.0, 0.3 if number % 3 else 1.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
        blocks = finished(folder)
    assert 0 < blocks < max(60, 4 * kills) and batch_status(folder)["state"] == "interrupted"
    last = batch_process(folder, "--resume")
    assert last.wait() == 0, last.stderr.read()
    assert hashes(folder) == hashes(tmp_path / "whole")
    assert json.loads((folder / "manifest.json").read_text())["failed"] == []


def running_with(folder: Path, blocks: int) -> bool:
    """Whether a batch is at work and has so many blocks on the disk."""
    begun = (folder / "manifest.json").exists() and batch_status(folder)["state"] == "running"
    return begun and finished(folder) >= blocks


def finished(folder: Path) -> int:
    """Blocks that are on the disk."""
    return len(list((folder / "blocks").glob("*.runs.arrow")))


def test_control_c_stops_what_is_at_work_and_says_how_to_go_on(tmp_path):
    (tmp_path / "experiment.yaml").write_text(EXPERIMENT)
    folder = tmp_path / "out"
    process = batch_process(folder, "--workers", "2")
    while not finished(folder):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    seen = finished(folder)
    assert process.wait() == 130
    assert finished(folder) <= seen + 4, "a block of each worker may just have been done"
    assert f"--out {folder} --resume" in process.stderr.read()
    assert batch_status(folder)["state"] == "interrupted"
