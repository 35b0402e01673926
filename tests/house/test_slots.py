"""What is connected to a signal takes what the signal brings. Qt cuts for functions, but not for a ``partial``."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
from PySide6 import QtCore, QtGui, QtNetwork, QtWidgets
from PySide6.QtCore import QMetaMethod

from tests.house.sizes import ROOT

Bounds = Mapping[str, set[tuple[int, int]]]
"""By a name, fewest and most arguments of everything that is called so."""

ENDLESS = 99


def signals_of_qt() -> Iterator[tuple[str, tuple[int, int]]]:
    """Every signal with as many arguments as it brings, without and with those that have a default."""
    for module in (QtCore, QtGui, QtNetwork, QtWidgets):
        for kind in {getattr(module, name) for name in dir(module) if name.startswith("Q")}:
            counts: dict[str, set[int]] = defaultdict(set)
            about = getattr(kind, "staticMetaObject", None)
            for at in range(about.methodCount() if about else 0):
                method = about.method(at)
                if method.methodType() is QMetaMethod.MethodType.Signal:
                    counts[method.name().toStdString()].add(method.parameterCount())
            for name, found in counts.items():
                yield name, (min(found), max(found))


def own_signals(trees: Iterable[ast.AST]) -> Iterator[tuple[str, tuple[int, int]]]:
    """The signals that classes of ours declare."""
    for it in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(it, ast.Assign) and isinstance(it.value, ast.Call) and named(it.value.func) == "Signal":
            yield named(it.targets[0]), (len(it.value.args), len(it.value.args))


def own_functions(trees: Iterable[ast.AST]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Functions of ours, and with a dot before the name methods, without ``self``."""
    for it in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(it, ast.FunctionDef):
            is_method = [arg.arg for arg in it.args.args[:1]] in (["self"], ["cls"])
            yield "." * is_method + it.name, bounds(it.args, bound=is_method)


def bounds(arguments: ast.arguments, *, bound: int = 0) -> tuple[int, int]:
    """Fewest and most."""
    most = len(arguments.posonlyargs) + len(arguments.args) - bound
    return most - len(arguments.defaults), ENDLESS if arguments.vararg else most


def named(node: ast.expr) -> str:
    """The last part of a name with dots."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def gathered(*sources: Iterable[tuple[str, tuple[int, int]]]) -> Bounds:
    """By name."""
    found = defaultdict(set)
    for name, counts in (it for source in sources for it in source):
        found[name].add(counts)
    return found


def misfits(tree: ast.AST, brings: Bounds, takes: Bounds) -> list[int]:
    """Lines where something is connected that cannot be called with what it gets."""
    calls = [it for it in ast.walk(tree) if isinstance(it, ast.Call) and isinstance(it.func, ast.Attribute) and it.args]
    found = []
    for call in calls:
        slot, got = call.args[-1], set[tuple[int, int]]()
        if named(call.func) == "connect":
            slot, got = call.args[0], brings.get(named(call.func.value), got)  # type: ignore[attr-defined]
        elif named(call.func) in ("addAction", "singleShot") and len(call.args) > 1:
            got = {(0, 0)}
        if got and not fits(slot, got, takes):
            found.append(call.lineno)
    return found


def fits(slot: ast.expr, got: set[tuple[int, int]], takes: Bounds) -> bool:
    """Whether it can be called with what one of the signals of that name brings; True when nobody knows what it is."""
    if isinstance(slot, ast.Call) and named(slot.func) == "partial":
        held, names, ours = len(slot.args) - 1, len(slot.keywords), taken(slot.args[0], takes)
        if not ours:  # all it takes is held already
            return all(brought == 0 for brought, _ in got)
        return any(fewest - names <= held + brought <= most for fewest, most in ours for brought, _ in got)
    ours = taken(slot, takes)
    return not ours or any(fewest <= brought for fewest, _ in ours for _, brought in got)


def taken(function: ast.expr, takes: Bounds) -> set[tuple[int, int]]:
    """What a function, a lambda or ``signal.emit`` takes; empty: it is not ours."""
    if isinstance(function, ast.Lambda):
        return {bounds(function.args)}
    if not isinstance(function, ast.Attribute):
        return takes.get(named(function), set())
    return takes.get(f"{named(function.value)}.emit" if function.attr == "emit" else f".{function.attr}", set())


def emitters(signals: Iterable[tuple[str, tuple[int, int]]]) -> Iterator[tuple[str, tuple[int, int]]]:
    """``emit`` of each signal."""
    return ((f"{name}.emit", counts) for name, counts in signals)


def test_every_slot_of_the_window_takes_what_its_signal_brings(qapp: Any) -> None:
    trees = {path: ast.parse(path.read_text("utf8")) for path in (ROOT / "ui").rglob("*.py")}
    brings = gathered(signals_of_qt(), own_signals(trees.values()))
    takes = gathered(own_functions(trees.values()), emitters(own_signals(trees.values())))
    found = {str(path.relative_to(ROOT)): misfits(tree, brings, takes) for path, tree in trees.items()}
    assert {path: lines for path, lines in found.items() if lines} == {}
    assert {(0, 0), (1, 1)} <= brings["finished"]  # a thread brings nothing, a dialog its result


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("dialog.done.connect(partial(dialog.deleteLater))", True),
        ("dialog.pressed.connect(partial(dialog.deleteLater))", False),
        ("dialog.done.connect(dialog.deleteLater)", False),
        ("dialog.done.connect(partial(take, 1))", False),
        ("dialog.done.connect(partial(take, 1, 2))", True),
        ("dialog.done.connect(take)", True),
        ("dialog.done.connect(lambda: take(1, 2))", False),
        ("dialog.pressed.connect(partial(dialog.done.emit, 1))", False),
        ("dialog.pressed.connect(partial(dialog.done.emit))", True),
        ("menu.addAction('A', partial(take, 1))", True),
        ("menu.addAction('A', partial(take, 1, second=2))", False),
    ],
)
def test_what_does_not_fit_is_found(line: str, is_found: bool) -> None:
    declared = [ast.parse("class Dialog:\n    done = Signal(int)\n    pressed = Signal()")]
    takes = gathered(own_functions([ast.parse("def take(first, second): ...")]), emitters(own_signals(declared)))
    assert misfits(ast.parse(line), gathered(own_signals(declared)), takes) == [1] * is_found
