"""A running server is backed up, lost and restored by the commands an administrator types."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.services.port import free_port

pytestmark = pytest.mark.nightly  # seven processes; the short form is test_backup.py

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    url = "" if request.param == "sqlite" else str(request.getfixturevalue("postgres"))
    return {**os.environ, "DESKHAND_DATA": str(tmp_path / "data"), "DESKHAND_DATABASE": url}


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    def command(*argv: str, ends: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "app.server.main", *argv],
            env=environment, input="", capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == ends, done.stderr
        assert "Traceback" not in done.stderr
        return done

    return command


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A server process; it answers when this begins and is gone, with its lease, when it ends."""
    import json

    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "app.server.main", "serve", "--port", str(port), "--mail-port", "0"],
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        ports, end = Path(environment["DESKHAND_DATA"]) / "ports.json", time.monotonic() + 60
        while True:
            assert time.monotonic() < end
            assert process.poll() is None
            try:
                known = json.loads(ports.read_text())["api"]
                if requests.get(f"http://127.0.0.1:{known}/health/ready", timeout=2).status_code == 200:
                    break
            except (OSError, ValueError, KeyError, requests.RequestException):
                time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait(30)


def test_a_running_server_is_backed_up_lost_and_restored(environment: dict[str, str], run: Run, tmp_path: Path) -> None:
    run("migrate")
    run("sample")
    backups = tmp_path / "backups"
    with serving(environment):
        said = run("backup", str(backups), "--keep", "3").stdout
        path = Path(said.splitlines()[0])
        assert path.parent == backups
        assert "rows" in said
        assert "server is running" in run("restore", str(path), "--replace", ends=1).stderr
        run("hold-customer", "d.whitmore@example.com", "--reason", "case 17")
        assert "legal hold" in run("erase-customer", "d.whitmore@example.com", ends=1).stderr
        run("release-customer", "d.whitmore@example.com")
        run("erase-customer", "d.whitmore@example.com")
    assert "--replace" in run("restore", str(path), ends=1).stderr
    assert "cannot be read" in run("restore", str(tmp_path / "nothing"), "--replace", ends=1).stderr
    done = run("restore", str(path), "--replace").stdout
    assert "rows are back" in done
    assert " 0 erasures" not in done
    assert "no such customer" in run("erase-customer", "d.whitmore@example.com", ends=1).stderr
