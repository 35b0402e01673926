"""The import contracts cover the whole house, and each one fails when somebody breaks it."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.sizes import ROOT

CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in CONFIG["contracts"]}
NOT_A_SCREEN = {"bridge", "files", "gallery", "shell", "theme", "widgets"}

PLANTED = {
    "desktop": ("app/protocol/planted.py", "import app.client"),
    "server": ("app/protocol/planted.py", "import app.server"),
    "server-alone": ("app/server/planted.py", "import app.client"),
    "desktop-alone": ("app/client/planted.py", "import app.server"),
    "no-screen": ("app/client/planted.py", "def late():\n    from PySide6.QtCore import QObject"),
    "pure-domain": ("app/domain/planted.py", "import logging"),
    "one-wire": ("app/server/planted.py", "import msgspec"),
    "thin-window": ("ui/planted.py", "from app.client.store import database"),
    "light-desk": ("app/commands/planted.py", "def late():\n    from sqlalchemy import select"),
    "no-cycles": ("app/server/first.py", "import app.server.second"),
    "screens": ("ui/planted_screen/view.py", "import ui.other_screen.view"),
}


def stub(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    for folder in path.parents:
        if folder.name in {"app", "ui"} or {"app", "ui"} & {parent.name for parent in folder.parents}:
            (folder / "__init__.py").touch()
    path.write_text(text, "utf8")


def small_house(folder: Path) -> None:
    """Every module the contracts name, empty, and two screens."""
    text = (ROOT / "pyproject.toml").read_text("utf8")
    screens = CONTRACTS["screens"]["modules"]
    start = text.index("modules = [", text.index('id = "screens"'))
    end = text.index("]", start)
    text = text[:start] + 'modules = ["ui.planted_screen", "ui.other_screen"' + text[end:]
    (folder / "pyproject.toml").write_text(text, "utf8")
    named = {module for contract in CONTRACTS.values() for module in _named(contract)} - set(screens)
    for module in named | {"ui.planted_screen", "ui.other_screen"}:
        if module.partition(".")[0] in {"app", "ui"}:
            stub(folder / module.replace(".", "/") / "__init__.py")
    stub(folder / "app/client/store/database.py")
    stub(folder / "app/server/second.py", "import app.server.first")
    stub(folder / "app/server/first.py")
    stub(folder / "ui/other_screen/view.py")


def _named(contract):
    layers = [name.strip() for layer in contract.get("layers", ()) for name in layer.split("|")]
    lists = ("source_modules", "forbidden_modules", "modules", "ancestors")
    return layers + [name for key in lists for name in contract.get(key, ())]


def lint(folder: Path, contract: str) -> subprocess.CompletedProcess[str]:
    command = ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    return subprocess.run(
        [sys.executable, *command, "--no-cache", "--contract", contract],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_contract_has_a_planted_violation():
    assert set(PLANTED) == set(CONTRACTS)


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_planted_violation_fails(contract, tmp_path):
    small_house(tmp_path)
    before = lint(tmp_path, contract)
    assert "1 kept, 0 broken" in before.stdout, before.stdout + before.stderr
    path, text = PLANTED[contract]
    stub(tmp_path / path, text)
    after = lint(tmp_path, contract)
    assert after.returncode == 1
    assert "0 kept, 1 broken" in after.stdout, after.stdout + after.stderr


def test_no_contract_has_exceptions():
    assert not [name for name, contract in CONTRACTS.items() if "ignore_imports" in contract]


def test_every_screen_is_named_in_the_contract():
    folders = {path.parent.name for path in (ROOT / "ui").glob("*/__init__.py")}
    named = {module.removeprefix("ui.") for module in CONTRACTS["screens"]["modules"]}
    assert folders - NOT_A_SCREEN == named, "pyproject.toml, contract 'screens'"


def test_every_part_of_app_has_its_layer():
    parts = {path.stem for path in (ROOT / "app").glob("*.py")} | {
        path.parent.name for path in (ROOT / "app").glob("*/__init__.py")
    }
    layers = {name for contract in ("desktop", "server") for name in _named(CONTRACTS[contract])}
    assert {f"app.{part}" for part in parts - {"__init__"}} == {name for name in layers if name != "ui"}
