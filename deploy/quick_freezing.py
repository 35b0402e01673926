"""Makes PyInstaller's analysis quicker without changing what it finds; imported by ``deskhand.spec`` alone."""

import dis
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from types import CodeType
from typing import Any, NamedTuple

NAMING = {dis.opmap[it] for it in ("IMPORT_NAME", "STORE_NAME", "STORE_GLOBAL", "DELETE_NAME", "DELETE_GLOBAL")}
CONSTANT, MORE = dis.opmap["LOAD_CONST"], dis.opmap["EXTENDED_ARG"]
BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")
"""Where statements hold other statements, in the order of the syntax tree's own fields."""


class Told(NamedTuple):
    """What the graph reads of an instruction."""

    opname: str
    argval: Any


def telling_instructions(code: CodeType) -> Iterator[Told | None]:
    """The instructions that name something, and the constants before them; None after each block.

    The graph learns from them which names modules have, and, without a source, what they import. Functions seldom do
    either, and to take everything apart took a third of the build.
    """
    raw = code.co_code
    if not NAMING.isdisjoint(raw[::2]):  # every instruction has two bytes, the first says which it is
        names, constants, before = code.co_names, code.co_consts, 0
        for at in range(0, len(raw), 2):
            kind, argument = raw[at], raw[at + 1] | before
            before = argument << 8 if kind == MORE else 0
            if kind in NAMING:
                yield Told(dis.opname[kind], names[argument])
            elif kind == CONSTANT:
                yield Told("LOAD_CONST", constants[argument])
    yield None
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from telling_instructions(constant)


def visit_statements(visitor: Any, node: Any) -> None:
    """Look for imports where they can stand: nothing is imported inside of an expression."""
    for block in BLOCKS:
        for statement in getattr(node, block, ()):
            visitor.visit(statement)


def save_plainly(filename: str, data: object) -> None:
    """Notes are read by programs alone: to set them beautifully took longer than to make them."""
    path = Path(filename)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(repr(data), "utf-8")


@cache
def owners_of_modules() -> dict[str, list[str]]:
    """Top modules of what is installed, and the packages they come from."""
    return dict(packages_distributions())


def modules_of(package: str, *unwanted: str) -> list[str]:
    """A package and all modules in it, found by their files: to import them is not needed, and took seconds."""
    top, *inner = package.split(".")
    spec = find_spec(top)
    assert spec is not None, top
    folders = [str(Path(folder, *inner)) for folder in spec.submodule_search_locations or ()]
    return sorted([package, *_below(folders, f"{package}.", unwanted)])


def _below(folders: Iterable[str], prefix: str, unwanted: tuple[str, ...]) -> Iterator[str]:
    for found in iter_modules(list(folders), prefix):
        if any(it in found.name for it in unwanted):
            continue
        yield found.name
        if found.ispkg:
            inside = found.name.rpartition(".")[2]
            yield from _below([str(Path(it, inside)) for it in folders], f"{found.name}.", unwanted)
