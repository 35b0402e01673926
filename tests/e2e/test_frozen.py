"""What people install works on a computer that has neither Python nor our source tree."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

import build_installer
from build_installer import ROOT, archive_name, bare_environment, migration_head, source_digest, unpack
from tests.services.process import need, wait_until

KEPT = ROOT / ".cache" / "frozen"
"""One built bundle a state of the sources, so that a second run is quick; only the last ones are kept."""

KEPT_BUNDLES = 2
PARTS = (
    "import", "window", "icons", "fonts", "sentences", "language", "encrypted database", "keyring", "migrations",
    "server",
)  # fmt: skip

pytestmark = pytest.mark.e2e


def _build(folder: Path) -> None:
    """Build by the command people use; the folder gets its name only when it is whole."""
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    command = [sys.executable, str(ROOT / "build_installer.py"), "--target", "tar", "--quick", "--out", str(part)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.rmtree(part / "deskhand")  # what is tested is what was packed
    unpack(packed := next(part.glob("*.tar")), part)
    packed.unlink()
    part.rename(folder)


def _forget_old() -> None:
    known = sorted((it for it in KEPT.iterdir() if it.is_dir()), key=lambda it: it.stat().st_mtime)
    for old in known[:-KEPT_BUNDLES]:
        shutil.rmtree(old, ignore_errors=True)


@pytest.fixture(scope="session")
def bundle() -> Path:
    """The unpacked folder of both executables."""
    if sys.platform.startswith("linux"):
        need("objdump", "strip")
    KEPT.mkdir(parents=True, exist_ok=True)
    folder = KEPT / source_digest()[:16]
    with FileLock(KEPT / "lock"):
        if not folder.exists():
            _build(folder)
        folder.touch()
        _forget_old()
    return folder / archive_name()


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The environment of a person without developers' tools, without a screen and without a keyring."""
    environment = bare_environment(tmp_path)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS"):
        environment.pop(name, None)
    return {**environment, "QT_QPA_PLATFORM": "offscreen"}


def _selftest(bundle: Path, environment: dict[str, str], folder: Path) -> tuple[int, dict[str, Any]]:
    out = folder / "selftest.json"
    command = [str(bundle / "deskhand"), "--selftest", "--out", str(out)]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, check=False, text=True)
    assert out.exists(), done.stderr
    return done.returncode, json.loads(out.read_text("utf8"))


@pytest.fixture(scope="module")
def result(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, Any]]:
    """One self-test of the whole bundle."""
    folder = tmp_path_factory.mktemp("bare")
    environment = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}
    return _selftest(bundle, environment, folder)


@pytest.mark.parametrize("part", PARTS)
def test_this_part_of_the_installed_program_works(result, part):
    check = result[1]["checks"][part]
    assert check["ok"], check["found"]


def test_the_whole_self_test_says_so(result):
    code, said = result
    assert set(said["checks"]) == set(PARTS)
    assert (code, said["ok"], said["frozen"]) == (0, True, True)


def test_the_installed_program_knows_the_last_migration_of_its_sources(result):
    said = result[1]
    assert said["build"]["migration_head"] == migration_head()
    assert f"revision {migration_head()}," in said["checks"]["server"]["found"]


def test_without_a_keyring_the_self_test_says_that_there_is_none(result):
    assert result[1]["checks"]["keyring"]["found"].startswith("keyring_absent")


def test_the_source_tree_passes_the_same_self_test(bare, tmp_path, result):
    out = tmp_path / "selftest.json"
    command = [sys.executable, "-m", "ui.main", "--selftest", "--out", str(out)]
    done = subprocess.run(command, env=bare, cwd=ROOT, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    assert set(json.loads(out.read_text("utf8"))["checks"]) == set(result[1]["checks"])


def test_the_installed_program_finds_the_keyring_of_the_desktop(bundle, bare, secret_service, tmp_path):
    session = secret_service("unlocked")
    bare["DBUS_SESSION_BUS_ADDRESS"] = session["DBUS_SESSION_BUS_ADDRESS"]
    code, said = _selftest(bundle, bare, tmp_path)
    assert (code, said["checks"]["keyring"]["found"]) == (0, "answers")


def test_the_installed_program_paints_on_a_display(bundle, bare, xvfb, tmp_path):
    code, said = _selftest(bundle, {**bare, "QT_QPA_PLATFORM": "xcb", "DISPLAY": xvfb}, tmp_path)
    assert (code, said["checks"]["window"]["found"]) == (0, "xcb")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="desktop entries are of Linux")
def test_links_of_other_programs_lead_to_the_installed_program(bundle, bare, tmp_path):
    entry = tmp_path / ".local" / "share" / "applications" / "deskhand.desktop"
    choices = tmp_path / ".config" / "mimeapps.list"  # written last
    environment = {**bare, "XDG_DATA_DIRS": str(tmp_path / "none")}
    with subprocess.Popen([str(bundle / "deskhand")], env=environment, stderr=subprocess.DEVNULL) as started:
        try:
            wait_until(choices.exists, started)
        finally:
            started.terminate()
    assert f'Exec="{bundle / "deskhand"}" %u' in entry.read_text("utf8")
    assert "x-scheme-handler/deskhand=deskhand.desktop" in choices.read_text("utf8")


def test_the_installed_server_speaks_to_postgresql(bundle, bare, postgres):
    command = [str(bundle / "deskhand-server"), "migrate", "--database", postgres]
    done = subprocess.run(command, env=bare, capture_output=True, check=False, text=True)
    assert (done.returncode, f"revision {migration_head()}" in done.stdout) == (0, True), done.stderr


def _linked(source: str, target: str) -> str:
    """A second name of a file where that can be, else a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


PIECES = {
    "migrations/versions/*.py": {"migrations", "server"},
    "PySide6/Qt/lib/libQt6Svg*": {"icons"},
    "fontpkg_inter/files/*": {"fonts", "server"},
    "resources/build.json": {"migrations", "server"},
    "shiboken6/files.dir": {"import"},
}
"""What of the bundle may be missing, and which parts of the self-test notice it."""


def _noticed_without(pieces: list[str], bundle: Path, environment: dict[str, str], folder: Path) -> set[str]:
    """The parts that fail when these pieces are missing."""
    copy = folder / "copy"
    shutil.copytree(bundle, copy, symlinks=True, copy_function=_linked)
    for missing in pieces:
        gone = list((copy / "_internal").glob(missing))
        assert gone, missing
        for path in gone:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    code, said = _selftest(copy, environment, folder)
    assert code == 1
    return {name for name, check in said["checks"].items() if not check["ok"]}


def test_missing_pieces_are_noticed_each_by_its_part(bundle, bare, tmp_path):
    pieces = [it for it in PIECES if it != "resources/build.json"]  # without it nothing is known of migrations
    assert _noticed_without(pieces, bundle, bare, tmp_path) >= set().union(*(PIECES[it] for it in pieces))


@pytest.mark.parametrize(
    "missing", [pytest.param(it, marks=[] if it == "resources/build.json" else pytest.mark.nightly) for it in PIECES]
)
def test_a_missing_piece_is_noticed(bundle, bare, tmp_path, missing):
    assert _noticed_without([missing], bundle, bare, tmp_path) >= PIECES[missing]


def test_the_program_writes_nothing_beside_itself(bundle, result):
    written = [it for it in bundle.rglob("*") if it.name == "__pycache__" or it.suffix in {".pyc", ".db", ".log"}]
    assert {it.parent.name for it in written} <= {"files.dir", "shibokensupport", "signature", "lib"}  # decisions/0082


@pytest.mark.parametrize(
    ("target", "reason"),
    [("deb", "not yet"), ("msi", "not yet"), ("dmg", "needs macOS"), ("pkg", "needs macOS"), ("all", "not yet")],
)
@pytest.mark.skipif(sys.platform == "darwin", reason="on a Mac the reasons are others")
def test_what_cannot_be_built_here_is_refused_with_the_reason(capsys, tmp_path, target, reason):
    code = build_installer.main(["--target", target, "--out", str(tmp_path / "out")])
    said = capsys.readouterr()
    assert code != 0
    assert reason in said.err
    assert not said.out
    assert not (tmp_path / "out").exists()


def test_what_people_get_is_packed_whole_and_alike_whoever_packs_it_when(tmp_path):
    files = {"deskhand": 0o755, "_internal/app/part.py": 0o644}
    archives = []
    for at, name in enumerate(("first", "second")):
        made = tmp_path / name / "deskhand"
        for path, mode in files.items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_text(path)
            (made / path).chmod(mode | at * 0o020)
            os.utime(made / path, (at, at))
        archives.append(build_installer.pack(made, tmp_path / name))
    assert archives[0].name == f"{archive_name()}.tar.xz"
    assert archives[0].read_bytes() == archives[1].read_bytes()
    unpack(archives[0], tmp_path)
    unpacked = tmp_path / archive_name()
    assert {path: (unpacked / path).read_text() for path in files} == {path: path for path in files}
    assert {path: (unpacked / path).stat().st_mode & 0o777 for path in files} == files


@pytest.mark.nightly
def test_two_builds_of_the_same_sources_are_the_same_file(tmp_path):
    for name in ("first", "second"):
        bundle = build_installer.freeze(tmp_path / name)
        build_installer.pack(bundle, tmp_path / name)
    first, second = (next((tmp_path / name).glob("*.tar.xz")).read_bytes() for name in ("first", "second"))
    assert first == second
