"""A file is written whole or not at all, and what could not be written leaves nothing behind."""

import errno
import os
import threading

import pytest

from sim.whole_files import whole


@pytest.mark.parametrize("old", [None, "old"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_what_fails_leaves_what_was_there(tmp_path, old, error):
    path = tmp_path / "a.html"
    if old:
        path.write_text(old)
    with pytest.raises(type(error)), whole(path) as partial:
        partial.write_text("half")
        raise error
    assert {entry.name: entry.read_text() for entry in tmp_path.iterdir()} == ({"a.html": old} if old else {})


def test_what_is_written_has_its_name_in_the_end(tmp_path):
    path = tmp_path / "a.html"
    with whole(path) as partial:
        partial.write_text("new")
        assert not path.exists()
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.html"] and path.read_text() == "new"


def test_a_name_that_cannot_be_given_leaves_nothing(tmp_path):
    with pytest.raises(OSError), whole(tmp_path / "a.html") as partial:
        partial.write_text("new")
        (tmp_path / "a.html").mkdir()
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.html"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_is_written_to_as_it_is(tmp_path):
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    with whole(pipe) as target:
        target.write_text("through")
    reader.join(timeout=20)
    assert read == ["through"]
