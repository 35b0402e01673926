"""``./dev run`` without a display, as a person or a machine starts it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.e2e.desk_process import ROOT

pytestmark = pytest.mark.e2e


@pytest.fixture
def short_folder():
    """A folder of its own with a path that leaves room for the name of a socket (108 bytes in all)."""
    with tempfile.TemporaryDirectory(prefix="dh-", dir="/tmp") as folder:
        yield folder


def test_the_main_job_is_done_told_and_pictured_and_nothing_is_left(tmp_path, short_folder):
    around = {**os.environ, "TMPDIR": short_folder}
    out = tmp_path / "out"
    command = [sys.executable, "-m", "tests.e2e.headless_run", "--out", out]
    done = subprocess.run(command, env=around, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Everything went out, each once, in order." in done.stdout
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in out.iterdir())
    assert len(list(out.iterdir())) == done.stdout.count(".png]")
    assert not list(Path(around["TMPDIR"]).glob("deskhand-*")), "private folders stay"
