"""What the desk used for a while and does not use any more is there for other programs again."""

import sys

import pytest
from PySide6.QtCore import QObject, QTimer

from tests.e2e.robot import memory_mb
from ui.giving_back import GIVE_MS, give_back, give_back_here

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="glibc alone has to be asked")


def test_memory_between_what_is_still_used_is_given_back():
    many = [bytes(3_000) for _ in range(20_000)]
    kept = many[::100]
    full = memory_mb()
    del many
    assert give_back()
    assert memory_mb() < full - 20
    assert len(kept) == 200


def test_the_program_gives_back_from_time_to_time(qapp):
    program = QObject()
    give_back_here(program)
    timer = program.findChild(QTimer)
    assert (timer.interval(), timer.isActive()) == (GIVE_MS, True)
    timer.stop()
