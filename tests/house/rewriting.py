"""Rewrites the assertions of tests before workers start: else each worker of a fresh clone does it, for every file."""

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from py_compile import compile as compile_plainly
from types import SimpleNamespace
from typing import Any

from _pytest.assertion import rewrite

ROOT = Path(__file__).resolve().parents[2]
MANY = 20
"""Fewer files are rewritten by who meets them first."""

_untold: Any = SimpleNamespace(trace=lambda _: None)


def is_rewritten(path: Path, plugins: Iterable[str]) -> bool:
    """Whether pytest rewrites what is asserted there; ``plugins`` are names of modules."""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return path.name.startswith("test_") or path.name == "conftest.py" or module in plugins


def rewritten(path: Path) -> Path:
    """Where pytest looks for the rewritten module."""
    return rewrite.get_cache_dir(path) / f"{path.stem}{rewrite.PYC_TAIL}"


def is_stale(path: Path) -> bool:
    """Whether pytest would have to rewrite it."""
    return rewrite._read_pyc(path, rewritten(path)) is None


def rewrite_file(path: Path) -> None:
    """Do what pytest does when it meets the module for the first time."""
    source_hash, code = rewrite._rewrite_test(path, None)  # type: ignore[arg-type]
    rewritten(path).parent.mkdir(exist_ok=True)
    rewrite._write_pyc(_untold, code, source_hash, rewritten(path))


def rewrite_stale(places: Iterable[Path], unwanted: Sequence[Path], plugins: Sequence[str]) -> None:
    """Rewrite what is below ``places`` on as many processors as there are; what tests share is compiled."""
    found = {path for place in places for path in ([place] if place.is_file() else place.rglob("*.py"))}
    wanted = sorted(it for it in found if not any(it.is_relative_to(place) for place in unwanted))
    stale = [str(it) for it in wanted if is_rewritten(it, plugins) and is_stale(it)]
    if len(stale) < MANY:
        return
    plain = [str(it) for it in wanted if not is_rewritten(it, plugins)]
    shares = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    command = [sys.executable, "-m", "tests.house.rewriting"]
    begun = [
        subprocess.Popen([*command, *stale[at::shares], "--plain", *plain[at::shares]], cwd=ROOT)
        for at in range(shares)
    ]
    for process in begun:
        process.wait()


def main(argv: Sequence[str]) -> None:
    """One processor's share."""
    at = argv.index("--plain")
    for path in argv[:at]:
        rewrite_file(Path(path))
    for path in argv[at + 1 :]:
        compile_plainly(path, quiet=1)


if __name__ == "__main__":
    main(sys.argv[1:])
