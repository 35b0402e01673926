"""A tag is read whole or counted, never cut."""

import pytest

from ui.widgets.pill import Pill, pill_width
from ui.widgets.tag_row import TagRow

TAGS = ("Late delivery", "Missing parts", "Product advice", "Warranty")


@pytest.fixture
def row(qtbot, theme_controller) -> TagRow:
    made = TagRow()
    qtbot.addWidget(made)
    made.set_tags(TAGS)
    return made


def test_with_room_all_tags_stand_side_by_side(row: TagRow):
    assert [pill.text for pill in row.shown(row.sizeHint().width())] == list(TAGS)


def test_without_room_the_rest_is_counted_and_named_by_the_tooltip(row: TagRow):
    width = row.sizeHint().width() - 1
    assert [pill.text for pill in row.shown(width)] == [*TAGS[:3], "+1"]
    assert [pill.text for pill in row.shown(row.minimumSizeHint().width())] == ["+4"]
    assert all(tag in row.toolTip() for tag in TAGS)
    assert row.accessibleName() == ", ".join(TAGS)


def test_whatever_is_shown_fits(row: TagRow):
    for width in range(row.minimumSizeHint().width(), row.sizeHint().width()):
        shown = row.shown(width)
        assert sum(pill_width(Pill(pill.text)) for pill in shown) <= width


def test_without_tags_there_is_nothing(row: TagRow):
    row.set_tags(())
    assert row.isHidden()
    assert row.shown(500) == []
