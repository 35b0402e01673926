"""THIRD-PARTY.md: whose work is inside a bundle. ``python -m tests.house.third_party`` writes it anew."""

import re
from importlib.metadata import PackageNotFoundError, metadata

from tests.house.sizes import ROOT

PAPER = ROOT / "THIRD-PARTY.md"

BY_HAND = {
    "chunspell": "MIT (Python part); MPL-1.1 OR LGPL-2.1 OR GPL-2.0 (Hunspell)",
    "fontpkg": "MIT",
    "imapclient": "BSD-3-Clause",
    "jaraco-classes": "MIT",
    "pystemmer": "MIT and BSD-3-Clause (Snowball)",
    "pywin32-ctypes": "BSD-3-Clause",
    "rubicon-objc": "BSD-3-Clause",
    "sqlcipher3": "Zlib (Python part); BSD-3-Clause (SQLCipher, Zetetic LLC); public domain (SQLite)",
    "uvloop": "MIT OR Apache-2.0",
    **dict.fromkeys(
        (
            "winrt-runtime",
            "winrt-windows-applicationmodel-core",
            "winrt-windows-data-xml-dom",
            "winrt-windows-foundation",
            "winrt-windows-foundation-collections",
            "winrt-windows-storage-streams",
            "winrt-windows-ui-notifications",
        ),
        "MIT",
    ),
}
"""Where a package's metadata says nothing, or less than its licence files do."""

HEAD = """# Third-party work inside Deskhand

Deskhand itself is under Apache-2.0 (`LICENSE`). A bundle contains the packages below, unchanged; the licence text
of each lies in its folder `*.dist-info`, those of the GNU licences in `licenses`. Qt, PySide6, shiboken6 and psycopg
are used under LGPL-3.0: they lie in the bundle as separate shared libraries and modules, which you may replace by your
own builds of the same interface.
The font Inter (OFL-1.1) comes from `fontpkg-inter`, the icons of Lucide (ISC, parts MIT by Feather) from `lucide`.
The dictionaries of the spell-check lie in `resources/spelling`: Russian by Alexander I. Lebedev (BSD), English from
the SCOWL of Kevin Atkinson (permissive, parts BSD), each with its licence beside it.
Beside them lie the Python interpreter (PSF-2.0), libraries of the Debian release it was built on (OpenSSL, X11,
xkbcommon, D-Bus, systemd and others, under their own licences) and the start code of PyInstaller (GPL-2.0 with an
exception that lets it start any program).
Written by `python -m tests.house.third_party` from the locked requirements.

| package | licence |
|---|---|
"""


def locked() -> set[str]:
    """The names of every package the desktop or the server may contain, on any system."""
    texts = [(ROOT / "requirements" / f"{part}.txt").read_text("utf8") for part in ("client", "server")]
    return {name for text in texts for name in re.findall(r"^([\w.-]+)==", text, flags=re.MULTILINE)}


def licence(name: str) -> str:
    """As the package says it, else as we read it in its files.

    Raises:
        LookupError: neither is known: read the package's licence and add it to ``BY_HAND``.
    """
    if name in BY_HAND:
        return BY_HAND[name]
    try:
        about = metadata(name)
    except PackageNotFoundError as unknown:
        raise LookupError(name) from unknown
    classifiers = [
        line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or [] if line.startswith("License ::")
    ]
    said = about.get("License-Expression") or about.get("License") or " and ".join(classifiers)
    if not said:
        raise LookupError(name)
    return str(said).splitlines()[0]


def paper() -> str:
    """The whole text."""
    return HEAD + "".join(f"| {name} | {licence(name)} |\n" for name in sorted(locked()))


if __name__ == "__main__":
    PAPER.write_text(paper(), "utf8")
