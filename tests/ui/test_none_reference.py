"""The desk survives more Qt calls than Python 3.11 has references to None."""

import subprocess
import sys

CALLS = """
{first}
from PySide6.QtCore import QRect
rect = QRect()
for _ in range(200_000):
    rect.translate(1, 1)
print("alive")
"""


def run(first: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CALLS.format(first=first)], capture_output=True, text=True, check=False
    )


def test_a_shift_of_qt_calls_does_not_end_the_program():
    assert run("import ui").stdout == "alive\n"


def test_the_workaround_is_still_needed():
    needed = sys.version_info < (3, 12)
    assert ("none_dealloc" in run("").stderr) is needed, "PySide6 is repaired: ui/none_reference.py can go"
