"""Qt is imported quickly, and PySide6 still does what it does with what it was not given at once."""

import subprocess
import sys

import pytest

IMPORTED = """
import builtins, re
own, compiled = builtins.__import__, re.compile
import ui
from ui.quick_qt import import_qt
import_qt("QtCore", "QtWidgets")
assert (builtins.__import__, re.compile) == (own, compiled)
assert type(re.compile("[a-z]")) is re.Pattern
"""
"""What comes after it is printed by a process of its own."""


def said_after_import(code: str) -> str:
    """What a process says that has imported Qt as the program does."""
    command = [sys.executable, "-c", IMPORTED + code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_python_imports_and_compiles_as_ever_afterwards():
    assert said_after_import("print('whole')") == "whole"


def test_no_expression_of_pyside_is_compiled_at_a_start():
    kinds = """
from shibokensupport.signature.lib.pyi_generator import Formatter
print(type(Formatter.brace_searcher).__name__, type(Formatter.opt_uni_searcher).__name__)
"""
    assert said_after_import(kinds) == "_LatePattern _LatePattern"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("QRect('a', [1, {2: (3, 4)}])", "called with wrong argument types"),
        ("QRect().setRect(1, 2, 'c')", "setRect expected 4 arguments, got 3"),
    ],
)
def test_errors_of_qt_are_told_as_ever(asked, told):
    code = f"""
from PySide6.QtCore import QRect
try:
    {asked}
except TypeError as error:
    print(error)
"""
    own = [sys.executable, "-c", "import ui, PySide6.QtWidgets" + code]
    assert said_after_import(code) == subprocess.run(own, capture_output=True, text=True, check=True).stdout.strip()
    assert told in said_after_import(code)


def test_a_late_expression_finds_what_it_is_to_find():
    code = """
from shibokensupport.signature import parser
from shibokensupport.signature.lib.pyi_generator import Formatter
print(parser._parse_arglist("a: dict[int, str], b"), Formatter.split("x=(1, 2)"))
"""
    assert said_after_import(code).startswith("['a: dict[int, str]', 'b'] ")
