"""A profile is worked with by one window of this computer at a time."""

import subprocess
import sys

import pytest

from app.client.port import Problem, Trouble
from app.client.profile_lock import ProfileLock

HOLD = """
import sys
from pathlib import Path
from app.client.profile_lock import ProfileLock
lock = ProfileLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_window_is_told_that_there_is_a_first_until_that_one_is_closed(tmp_path):
    first = ProfileLock(tmp_path / "new")
    with pytest.raises(Trouble) as told:
        ProfileLock(tmp_path / "new")
    assert told.value.problem is Problem.SECOND_INSTANCE
    first.release()
    first.release()
    ProfileLock(tmp_path / "new").release()


def test_a_profile_whose_program_was_killed_can_be_opened_again(tmp_path):
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(Trouble):
            ProfileLock(tmp_path)
        other.kill()
        other.wait()
    ProfileLock(tmp_path).release()


def test_a_folder_that_cannot_be_written_is_no_second_window(tmp_path):
    (tmp_path / "lock").mkdir()
    with pytest.raises(OSError, match="lock"):
        ProfileLock(tmp_path)
