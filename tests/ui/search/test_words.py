"""What the search says where nothing stands."""

import pytest

from ui.search.words import nothing_found
from ui.translation import set_language


@pytest.mark.parametrize("typed", ["queue:", "lamp queue:", "очередь:", "лампа очередь: "])
def test_a_filter_that_was_only_begun_asks_for_its_value(typed):
    set_language("en")
    assert nothing_found(typed) == "Choose a value above, or type one."


@pytest.mark.parametrize("typed", ["48-2091", "queue:none", "note: ask", "hello:"])
def test_everything_else_is_named(typed):
    set_language("en")
    assert typed in nothing_found(typed)
