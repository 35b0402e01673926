"""Whoever gets a bundle is told whose work is inside."""

from tests.house.third_party import PAPER, paper


def test_the_notes_name_every_package_and_its_licence():
    assert PAPER.read_text("utf8") == paper(), "python -m tests.house.third_party"
