"""The bootstrap does nothing when nothing is missing, and lists what can be done."""

import subprocess
import tomllib

import pytest

from tests.house.sizes import ROOT

COMMANDS = {"run", "test", "check", "nightly", "server", "build", "mail", "bench", "shot"}


def dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([ROOT / "dev", *arguments], capture_output=True, text=True, check=False, cwd="/")


@pytest.fixture(autouse=True)
def _prepared():
    if not (ROOT / ".venv/.synced").exists():
        pytest.skip("this environment was not made by ./dev")


def test_alone_it_lists_every_command():
    listed = dev()
    assert listed.returncode == 0
    assert {line.split()[0] for line in listed.stdout.splitlines()} >= COMMANDS
    assert listed.stderr == ""


def test_an_unknown_command_fails():
    assert dev("no-such-command").returncode != 0


def test_arguments_with_spaces_reach_pytest_whole():
    shown = dev("test", "--collect-only", "-q", "tests/house/test_setup.py", "-k", "unknown and command")
    assert "test_an_unknown_command_fails" in shown.stdout
    assert "1/5 tests collected (4 deselected)" in shown.stdout


def test_every_command_tells_what_it_does():
    tasks = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["tool"]["poe"]["tasks"]
    public = {name: task for name, task in tasks.items() if not name.startswith("_")}
    assert set(public) >= COMMANDS
    assert all(task["help"] for task in public.values())


COMPARED = """
import sys
from pathlib import Path
import PySide6.QtCore, shiboken6
inside = sys.modules["signature_bootstrap"].prepare_zipfile()[1].zfile
laid = Path(shiboken6.__file__).resolve().parent / "files.dir"
names = [it for it in inside.namelist() if it.endswith(".py")]
assert {it: (laid / it).read_bytes() for it in names} == {it: inside.read(it) for it in names}
print(Path(sys.modules["shibokensupport.signature"].__cached__).relative_to(laid))
"""
"""What PySide6 has inside of Python is what lies beside it, and is taken from there (decisions/0082)."""


def test_what_is_laid_out_of_pyside_is_of_its_version_and_compiled():
    command = [ROOT / ".venv/bin/python", "-c", COMPARED]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.startswith("shibokensupport/signature/__pycache__/")
