"""Qt's enumerations are what Python itself makes of them, member by member; only sooner."""

import subprocess
import sys
from enum import Enum

import pytest

from ui.quick_enum import make_enums_quickly

EVERY_ENUM = """
import enum, importlib
import ui, ui.quick_enum
own = enum.EnumType._create_
if {quickly}:
    ui.quick_enum.make_enums_quickly()
found = {{}}
def look(holder, deep=True):
    for name in dir(holder):
        it = getattr(holder, name, None)
        if isinstance(it, enum.EnumType):
            found[f"{{it.__module__}}.{{it.__qualname__}}"] = it
        elif deep and isinstance(it, type):
            look(it, deep=False)
for part in ("QtCore", "QtGui", "QtNetwork", "QtPrintSupport", "QtSvg", "QtTest", "QtWidgets"):
    look(importlib.import_module(f"PySide6.{{part}}"))
def told(it):
    if isinstance(it, enum.Enum):
        return type(it).__qualname__, sorted((name, str(value)) for name, value in vars(it).items()), repr(it), hash(it)
    if isinstance(it, dict):
        return [(key, told(value)) for key, value in it.items()]
    it = getattr(it, "__func__", it)  # one may be kept as a static method: it is called the same
    return getattr(it, "__qualname__", it)
for name, it in sorted(found.items()):
    print(name, it.__mro__[1:], sorted((key, told(value)) for key, value in vars(it).items() if key != "_missing_"))
    print(list(it), [it(member.value) for member in it.__members__.values()])
    if issubclass(it, enum.Flag):
        print([(~member, member | it(1), member & it(6)) for member in it.__members__.values() if member.value > 0])
print(enum.EnumType._create_ is own)
"""


def every_enum(*, quickly: bool) -> list[str]:
    """All of each enumeration of the parts of Qt that the program uses; at the end, whether Python itself made them."""
    code = EVERY_ENUM.format(quickly=quickly)
    # hashes of names are the same in both processes
    environment = {"PYTHONHASHSEED": "7", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    return done.stdout.splitlines()


def test_every_enumeration_of_qt_is_the_same_to_the_last_member():
    *quick, left_to_python = every_enum(quickly=True)
    *own, _ = every_enum(quickly=False)
    assert len(own) > 1_000
    assert quick == own
    assert (left_to_python == "True") is (sys.version_info[:2] != (3, 11))


@pytest.mark.parametrize("names", ["LOW HIGH", ["LOW", "HIGH"], [("LOW", 1), ("HIGH", 2)], {"LOW": 1, "HIGH": 2}])
def test_enumerations_of_others_are_made_as_ever(names):
    make_enums_quickly()
    made = Enum("Level", names)
    assert [(it.name, it.value) for it in made] == [("LOW", 1), ("HIGH", 2)]
    assert made.__module__ == __name__


def test_what_is_wrong_is_still_refused():
    make_enums_quickly()
    with pytest.raises(TypeError, match="already defined"):
        Enum("Level", [("LOW", 1), ("LOW", 2)])
    with pytest.raises(ValueError, match="reserved"):
        Enum("Level", [("_low_", 1)])
    with pytest.raises(ValueError, match="mro"):
        Enum("Level", [("mro", 1)])


def test_names_that_python_has_a_meaning_for_stay_members():
    make_enums_quickly()
    made = Enum("Part", [("name", 1), ("value", 2), ("HIGH", 2)])
    assert made.name.value == 1
    assert made.HIGH.name == "value"


def test_members_of_another_type_are_left_to_python():
    make_enums_quickly()
    made = Enum("Share", [("HALF", 2), ("WHOLE", 1)], type=float, qualname="Cake.Share")
    assert made.HALF + made.WHOLE == 3.0
    assert made.__qualname__ == "Cake.Share"
