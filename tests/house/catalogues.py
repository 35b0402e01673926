"""Compiles the catalogues of sentences that are older than their source, as ``./dev`` does."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "i18n"


def compile_stale() -> None:
    """Write every ``.mo`` that is missing or older than its ``.po``; readers never see half a file."""
    for source in FOLDER.glob("*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        part = compiled.with_suffix(f".{os.getpid()}.part")
        with source.open("rb") as text, part.open("wb") as out:
            write_mo(out, read_po(text, locale=source.stem))
        part.replace(compiled)
