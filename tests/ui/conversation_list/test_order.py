"""Any order becomes any other by moves of single rows."""

from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from ui.conversation_list.order import Inserted, Moved, Removed, changes

IDS = [UUID(int=number) for number in range(12)]
ORDERS = st.lists(st.sampled_from(IDS), unique=True)


def make(now, change):
    if isinstance(change, Removed):
        now.pop(change.at)
    elif isinstance(change, Inserted):
        now.insert(change.at, change.id)
    else:
        now.insert(change.at, now.pop(change.origin))


@given(ORDERS, ORDERS, st.sets(st.sampled_from(IDS)))
@settings(deadline=None)
def test_the_wanted_order_is_reached_whatever_was_touched(before, wanted, touched):
    now = list(before)
    for change in changes(now, wanted, touched):
        make(now, change)
    assert now == wanted


def test_a_touched_row_moves_alone():
    now = list(IDS)
    wanted = [*IDS[1:10], IDS[0], *IDS[10:]]
    made = []
    for change in changes(now, wanted, {IDS[0]}):
        made.append(change)
        make(now, change)
    assert made == [Moved(0, 9)]
