"""The mails of other people's programs that intake is measured on; they lie beside the project, not in it."""

import importlib.util
import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


def corpus_folder(name: str = "") -> Path:
    """The folder of the corpus; without it a test is skipped, in CI it fails."""
    folder = SHARED / "mailcorpus" / name
    if folder.is_dir():
        return folder
    if os.environ.get("CI"):
        pytest.fail(f"the mail corpus is missing: {folder}")
    pytest.skip("the mail corpus is not on this machine")


def expected(name: str) -> dict[str, Any]:
    """What the corpus says its files of one kind hold, by file."""
    return json.loads((corpus_folder(name) / "expected.json").read_text("utf-8"))


def mails(name: str = "") -> Iterator[tuple[str, bytes]]:
    """Every mail of a folder and those below, by relative path, in a fixed order."""
    folder = corpus_folder(name)
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".eml", ".txt", ".raw"}:
            yield path.relative_to(folder).as_posix(), path.read_bytes()


@cache
def generated(count: int, seed: int = 7) -> list[tuple[dict[str, Any], bytes]]:
    """Deterministic customer mail: (truth, bytes) in arrival order."""
    corpus_folder()
    path = SHARED / "tools" / "corpus.py"
    spec = importlib.util.spec_from_file_location("corpus", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.generate(count, seed)


def squeezed(text: str) -> str:
    """Text with every run of white space as one space."""
    return " ".join(text.split())
