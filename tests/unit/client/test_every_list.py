"""Every list can be read, whatever it is narrowed to: SQLite refuses an index it was told when nothing can be found."""

from datetime import UTC, datetime
from itertools import product

import pytest

from app.client.store.queries.conversation_list import conversation_ids, count, counts
from app.client.view import Mark, Only, Tab, View, ViewKind
from tests.unit.client.conftest import Store

NOW = datetime(2026, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize("kind", list(ViewKind))
def test_a_list_of_nothing_is_empty_and_no_error(store: Store, kind: ViewKind):
    source = store.queries._source
    for tab, mark, text in product(Tab, (None, *Mark), ("", "лампа")):
        only = Only(frozenset({mark}) if mark else frozenset())
        view = View(kind, tab=tab, filter=text, only=only)
        assert (conversation_ids(source, view, NOW), count(source, view, NOW)) == ([], 0)
        assert counts(source, view, NOW).open == 0
