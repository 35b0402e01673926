"""Builds what people install: ``--target tar`` makes the folder of both executables and packs it."""

import argparse
import hashlib
import json
import os
import platform
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent
SOURCES = ("app", "ui", "resources", "migrations", "deploy", "requirements")
PAPERS = ("build_installer.py", "pyproject.toml", "LICENSE", "THIRD-PARTY.md")
DERIVED = (".mo", ".pyc", ".part")
TARGETS = ("tar", "deb", "msi", "dmg", "pkg")
NEEDS_MACOS = ("dmg", "pkg")
EXIT_IMPOSSIBLE = 2
FALLBACK_EPOCH = 1_767_225_600
"""2026-01-01: the time of all files when there is no git history to take it from."""


class Impossible(Exception):
    """This target cannot be built here; the text says why."""


def reason_against(target: str) -> str:
    """Why ``target`` cannot be built on this machine; empty when it can."""
    if target == "all":
        return "; ".join(f"{it}: {reason}" for it in TARGETS if (reason := reason_against(it)))
    if target in NEEDS_MACOS and sys.platform != "darwin":
        return "needs macOS"
    return "" if target == "tar" else "not yet"


def source_files() -> Iterator[Path]:
    """Everything a bundle is made of, in a fixed order."""
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix not in DERIVED:
                yield path
    yield from (ROOT / name for name in PAPERS)


def source_digest() -> str:
    """Changes when a bundle built from this tree by this interpreter would be another one."""
    digest = hashlib.sha256(f"{platform.python_version()} {sys.platform} {platform.machine()}".encode())
    for path in source_files():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def version() -> str:
    """The version of the program."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def migration_head() -> str:
    """The last migration of this source tree.

    Raises:
        Impossible: there is none, or there are several.
    """
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    heads = ScriptDirectory.from_config(config).get_heads()
    if len(heads) != 1:
        raise Impossible(f"migrations have {len(heads)} heads: {', '.join(heads) or 'none'}")
    return heads[0]


def record() -> dict[str, object]:
    """What the bundle is told about its own making; ``--selftest`` holds the bundle to it."""
    scripts = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    return {
        "version": version(),
        "source": source_digest(),
        "migration_head": migration_head(),
        "migrations": {it.name: hashlib.sha256(it.read_bytes()).hexdigest() for it in scripts},
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def compile_catalogues() -> None:
    """Compile the sentences; readers never see half a file."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    made_at = datetime.fromtimestamp(source_epoch(), UTC)
    for source in (ROOT / "resources" / "i18n").glob("*.po"):
        part = source.with_suffix(f".{os.getpid()}.part")
        with source.open("rb") as text, part.open("wb") as out:
            sentences = read_po(text, locale=source.stem)
            sentences.creation_date = sentences.revision_date = made_at  # else the time of this build
            write_mo(out, sentences)
        part.replace(source.with_suffix(".mo"))


def source_epoch() -> int:
    """The time all files of an archive get: that of the commit, so that two builds are equal."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    asked = ["git", "log", "-1", "--format=%ct"]
    try:
        said = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return FALLBACK_EPOCH
    return int(said)


def freeze(out: Path) -> Path:
    """Make the folder ``out/deskhand`` with both executables.

    Raises:
        Impossible: the freezer failed; its last lines are the text.
    """
    compile_catalogues()
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "0",  # the order of sets is part of compiled code
        "SOURCE_DATE_EPOCH": str(source_epoch()),
        "PYINSTALLER_CONFIG_DIR": str(ROOT / ".cache" / "pyinstaller"),
    }
    with tempfile.TemporaryDirectory(prefix="deskhand-build-") as work:
        told = Path(work) / "build.json"
        told.write_text(json.dumps(record(), indent=1, sort_keys=True) + "\n", "utf-8")
        command = [
            sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", str(out),
            "--workpath", work, str(ROOT / "deploy" / "deskhand.spec"), "--", "--record", str(told),
        ]  # fmt: skip
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False, text=True)
    if done.returncode:
        raise Impossible("the freezer failed:\n" + "\n".join(done.stderr.splitlines()[-30:]))
    return out / "deskhand"


def archive_name() -> str:
    """The name of the archive without its ending; also the folder inside it."""
    return f"deskhand-{version()}-{platform.system().lower()}-{platform.machine().lower()}"


def pack(bundle: Path, out: Path, *, lightly: bool = False) -> Path:
    """Pack the folder; order, times, owners and modes depend on the content alone.

    ``lightly``: do not compress, which takes longer than the rest of the build.
    """
    name, epoch = archive_name(), source_epoch()

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.mtime, entry.uid, entry.gid, entry.uname, entry.gname = epoch, 0, 0, "", ""
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    packed = out / (f"{name}.tar" if lightly else f"{name}.tar.xz")
    part = packed.with_suffix(".part")
    with tarfile.open(part, "w" if lightly else "w:xz", format=tarfile.GNU_FORMAT) as archive:
        for path in [bundle, *sorted(bundle.rglob("*"))]:
            inside = name / path.relative_to(bundle)
            archive.add(path, arcname=inside.as_posix(), recursive=False, filter=plain)
    part.replace(packed)
    return packed


def unpack(packed: Path, folder: Path) -> None:
    """What ``pack`` made, by the careful rules of newer Pythons where there are any: Debian's 3.11 has none."""
    with tarfile.open(packed) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder)


def smoke(packed: Path) -> bool:
    """Unpack what was packed and let it test itself, without anything of this interpreter around it."""
    with tempfile.TemporaryDirectory(prefix="deskhand-smoke-") as folder:
        unpack(packed, Path(folder))
        result = Path(folder) / "selftest.json"
        command = [str(Path(folder) / archive_name() / "deskhand"), "--selftest", "--out", str(result)]
        done = subprocess.run(command, env=bare_environment(Path(folder)), check=False, stdout=subprocess.DEVNULL)
        said = json.loads(result.read_text("utf-8")) if result.exists() else {"checks": {}}
    for name, check in said["checks"].items():
        print(f"{'ok  ' if check['ok'] else 'FAIL'} {name}: {check['found']}")
    return done.returncode == 0 and bool(said["checks"])


def bare_environment(home: Path) -> dict[str, str]:
    """A person's session without developers' tools; offscreen where there is no display."""
    kept = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "SYSTEMROOT", "TEMP")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    if sys.platform.startswith("linux") and not {"DISPLAY", "WAYLAND_DISPLAY"} & set(environment):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return {**environment, "HOME": str(home), "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}


def libc_floor(bundle: Path) -> str:
    """The newest glibc any file of the bundle asks for: what a system must have at least; empty elsewhere."""
    if not sys.platform.startswith("linux"):
        return ""
    found = {(0, 0)}
    for path in bundle.rglob("*"):
        if path.is_file() and not path.is_symlink() and (".so" in path.name or os.access(path, os.X_OK)):
            numbers = re.findall(rb"GLIBC_(\d+)\.(\d+)", path.read_bytes())
            found |= {(int(major), int(minor)) for major, minor in numbers}
    return ".".join(map(str, max(found)))


def build(out: Path, *, with_smoke: bool, lightly: bool = False) -> int:
    """Build the archive; 1 when it does not pass its own test."""
    out.mkdir(parents=True, exist_ok=True)
    bundle = freeze(out)
    packed = pack(bundle, out, lightly=lightly)
    size = sum(path.lstat().st_size for path in bundle.rglob("*"))
    print(f"{bundle}: {size / 1e6:.0f} MB, needs glibc {libc_floor(bundle) or '-'}")
    print(f"{packed}: {packed.stat().st_size / 1e6:.0f} MB, sha256 {hashlib.sha256(packed.read_bytes()).hexdigest()}")
    if with_smoke and not smoke(packed):
        print("the bundle does not pass its own test", file=sys.stderr)
        return 1
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Run; an impossible target ends with its reason and a code that is not 0."""
    parser = argparse.ArgumentParser(description="Build what people install")
    parser.add_argument("--target", required=True, choices=(*TARGETS, "all"))
    parser.add_argument("--out", type=Path, default=ROOT / "dist", metavar="DIR", help="default: dist")
    parser.add_argument("--smoke", action="store_true", help="unpack the result and run its --selftest")
    parser.add_argument("--quick", action="store_true", help="do not compress: for tests, not for people")
    wish = parser.parse_args(argv)
    reason = reason_against(wish.target)
    if reason:
        print(f"{wish.target}: {reason}", file=sys.stderr)
        return EXIT_IMPOSSIBLE
    try:
        return build(wish.out.resolve(), with_smoke=wish.smoke, lightly=wish.quick)
    except Impossible as failure:
        print(f"{wish.target}: {failure}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
