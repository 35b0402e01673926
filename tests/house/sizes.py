"""The size check: nothing in ``FOLDERS`` grows a tail. ``python -m tests.house.sizes``"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "app", ROOT / "ui", ROOT / "resources" / "web")
"""Python and the scripts of pages."""

SOFT = {"module": 300, "function": 40, "class": 200}
HARD = {"module": 500, "function": 60, "class": 200}
"""Lines. Complexity and the number of parameters are ruff's part."""


@dataclass(frozen=True, order=True)
class Size:
    """How long one thing is."""

    lines: int
    kind: str
    place: str

    @property
    def is_too_long(self) -> bool:
        """The check fails."""
        return self.lines > HARD[self.kind]

    @property
    def is_long(self) -> bool:
        """It is only counted."""
        return SOFT[self.kind] < self.lines <= HARD[self.kind]


def sizes(*folders: Path) -> Iterator[Size]:
    """The size of every module, class and function below ``folders``; of a script only its own."""
    for folder in folders:
        for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.js")]):
            text = path.read_text("utf8")
            place = path.relative_to(folder.parent).as_posix()
            yield Size(text.count("\n"), "module", place)
            if path.suffix == ".py":
                yield from _inside(ast.parse(text, place), place)


def _inside(tree: ast.Module, place: str) -> Iterator[Size]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            kind = "class" if isinstance(node, ast.ClassDef) else "function"
            assert node.end_lineno is not None
            yield Size(node.end_lineno - node.lineno + 1, kind, f"{place}:{node.lineno} {node.name}")


def main(*folders: Path) -> int:
    """Print what is too long and how much is long; 1 when something is too long."""
    found = sorted(sizes(*folders), reverse=True)
    for size in found:
        if size.is_too_long:
            print(f"{size.place}: {size.kind} of {size.lines} lines, at most {HARD[size.kind]}")
    long = [size for size in found if size.is_long]
    if long:
        longest = ", ".join(f"{size.place} ({size.lines})" for size in long[:3])
        print(f"{len(long)} above the wished size, the longest: {longest}")
    return int(any(size.is_too_long for size in found))


if __name__ == "__main__":
    sys.exit(main(*FOLDERS))
