"""The cache of compiled code is no condition: without a place for it, with a full disk or damaged files, results are the same."""

import importlib.util
import sys

import pytest

from sim.compiled import compiled

SOURCE = "def double(x):\n    return 2.0 * x\n"


def function(folder):
    """The function in a file of its own, as a new process sees it."""
    path = folder / "doubling.py"
    if not path.exists():
        path.write_text(SOURCE)
    spec = importlib.util.spec_from_file_location("doubling", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["doubling"] = module  # numba looks its functions up by their module
    spec.loader.exec_module(module)
    return compiled(module.double)


@pytest.fixture(autouse=True)
def forgotten():
    yield
    sys.modules.pop("doubling", None)


def kept(folder):
    return sorted(path for path in folder.glob("__pycache__/*") if path.suffix in (".nbi", ".nbc"))


def test_compiled_code_is_kept_where_there_is_a_place(tmp_path):
    assert function(tmp_path)(2.0) == 4.0 and len(kept(tmp_path)) == 2
    again = function(tmp_path)
    assert again(2.0) == 4.0 and sum(again.stats.cache_hits.values()) == 1


def test_without_a_place_it_is_compiled_all_the_same():
    names = {}
    exec(compile(SOURCE, "/nowhere/doubling.py", "exec"), names)
    assert compiled(names["double"])(2.0) == 4.0


def test_a_place_that_goes_is_no_error(tmp_path):
    double = function(tmp_path)
    place = tmp_path / "__pycache__"
    for path in place.glob("*"):
        path.unlink()
    place.rmdir()
    place.write_text("no folder any more")
    assert double(2.0) == 4.0


@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
@pytest.mark.parametrize("content", [b"", b"cut", None])
def test_a_damaged_file_is_compiled_anew(tmp_path, suffix, content):
    function(tmp_path)(2.0)
    for path in kept(tmp_path):
        if path.suffix == suffix:
            whole = path.read_bytes()
            path.write_bytes(whole[: len(whole) // 2] if content is None else content)
    assert function(tmp_path)(2.0) == 4.0
