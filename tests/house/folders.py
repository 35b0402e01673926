"""The folder table of ARCHITECTURE.md, made from the docstrings of packages. ``python -m tests.house.folders``"""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "ARCHITECTURE.md"
BEGIN, END = "<!-- folders -->\n", "<!-- /folders -->\n"


def table() -> str:
    """One line a package of ``app`` and ``ui``: its path and the first line of its docstring."""
    lines = ["| folder | what lives there |", "|---|---|"]
    for package in sorted(path for top in ("app", "ui") for path in (ROOT / top).rglob("__init__.py")):
        said = ast.get_docstring(ast.parse(package.read_text("utf8"))) or ""
        lines.append(f"| `{package.parent.relative_to(ROOT).as_posix()}/` | {said.splitlines()[0] if said else ''} |")
    return "\n".join(lines) + "\n"


def page_with_table(page: str) -> str:
    """The page with its table made anew."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return head + BEGIN + table() + END + tail


def main() -> int:
    """Write the table into the page."""
    PAGE.write_text(page_with_table(PAGE.read_text("utf8")), "utf8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
