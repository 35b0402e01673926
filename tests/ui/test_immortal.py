"""The desk survives more Qt calls than Python 3.11 has references to its constants."""

import subprocess
import sys

import pytest

CALLS = """
{first}
from PySide6.QtCore import QObject, QRect, Signal
class Bell(QObject):
    rung = Signal(bool)
rect, bell = QRect(), Bell()
for _ in range(200_000):
    {call}
print("alive")
"""
WAYS = [("rect.translate(1, 1)", "none_dealloc"), ("bell.rung.emit(True)", "bool_dealloc")]


def run(first: str, call: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CALLS.format(first=first, call=call)], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(("call", "end"), WAYS)
def test_a_shift_of_qt_calls_does_not_end_the_program(call, end):
    assert run("import ui", call).stdout == "alive\n"


@pytest.mark.parametrize(("call", "end"), WAYS)
def test_the_workaround_is_still_needed(call, end):
    needed = sys.version_info < (3, 12)
    assert (end in run("", call).stderr) is needed, "PySide6 is repaired: ui/immortal.py can go"
