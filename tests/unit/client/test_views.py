"""What a view holds: what is put aside and comes back, what is narrowed, and windows that join without a seam."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from app.client.view import NOBODY, Mark, Only, Sort, Tab, View, ViewKind, filter_data, saved_view, search_of
from app.commands.conversation import ResolveConversation
from app.commands.promise import MakePromise, MovePromise, SettlePromise
from app.commands.saved_view import SaveView
from app.domain.channel import Channel
from app.domain.entry import AuthorKind
from app.domain.status import Status
from app.model.identifier import new_id
from tests.builders.wire import ME, START, apply, conversation, customer, put
from tests.unit.client.conftest import Store
from tests.unit.client.test_apply import PERSON, give

QUEUE = UUID(int=44)
MINE = View(ViewKind.MINE)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


@pytest.fixture
def desk(store: Store) -> Store:
    apply(store.cache, put("customer", customer(PERSON, "Марина", vip=True)), put("customer", customer(UUID(int=9))))
    return store


def talk(desk: Store, number: int, **more: object) -> UUID:
    key = UUID(int=1_000 + number)
    values = {"assignee_id": ME, "status": Status.OPEN, "number": number, "rev": 1, "last_message_at": at(-number)}
    apply(desk.cache, put("conversation", conversation(key, more.pop("customer_id", PERSON), **(values | more))))
    return key


def numbers(desk: Store, view: View) -> list[int | None]:
    return [row.number for row in desk.queries.conversation_rows(desk.queries.conversation_ids(view))]


def test_what_is_put_aside_is_out_of_sight_until_its_time_and_comes_back_by_the_clock_alone(desk: Store) -> None:
    talk(desk, 1)
    now = desk.time.now()
    hour, two = now + timedelta(hours=1), now + timedelta(hours=2)
    talk(desk, 2, follow_up_at=two, status=Status.WAITING_CUSTOMER)
    talk(desk, 3, follow_up_at=two, reply_due_at=hour, waiting_since=now)
    waiting = View(ViewKind.MINE, tab=Tab.WAITING)
    assert (numbers(desk, MINE), numbers(desk, waiting)) == ([1], [3, 2])
    desk.clock.advance(3_600)
    assert numbers(desk, MINE) == [3, 1]  # an answer is late: nothing hides that
    desk.clock.advance(3_600)
    assert (numbers(desk, MINE), numbers(desk, waiting)) == ([3, 2, 1], [])
    assert numbers(desk, View(ViewKind.FOLLOW_UPS)) == [2, 3]
    assert desk.queries.counts(MINE).both == 3


def test_a_promise_is_in_its_place_from_the_moment_it_is_made_until_it_is_kept_by_the_next_deadline_first(
    desk: Store,
) -> None:
    one, two = talk(desk, 1), talk(desk, 2)
    first, later, other = new_id(), new_id(), new_id()
    for where, promise_id, hours in ((one, first, 1), (two, other, 2), (one, later, 3)):
        give(desk, MakePromise(where, new_id(), promise_id, f"Через {hours} ч", at(hours)))
    owed = View(ViewKind.PROMISES)
    assert numbers(desk, owed) == [1, 2]
    made = desk.queries.customer(PERSON).promises
    assert [(it.id, it.conversation_id) for it in made] == [(first, one), (other, two), (later, one)]
    give(desk, SettlePromise(one, new_id(), first, "kept", other_ids=[later]))
    (row,) = desk.queries.conversation_rows([one])
    assert (numbers(desk, owed), row.promise_text, row.promise_due_at) == ([2, 1], "Через 3 ч", at(3))
    give(desk, MovePromise(one, new_id(), later, at(1), at(3), [first]))
    assert numbers(desk, owed) == [1, 2]
    give(desk, ResolveConversation(one, new_id(), 0))
    assert numbers(desk, owed) == [1, 2]  # solved, and owed all the same
    solved = View(ViewKind.PROMISES, tab=Tab.SOLVED)
    assert (numbers(desk, solved), numbers(desk, View(ViewKind.PROMISES, tab=Tab.WAITING))) == ([1], [])
    rail = next(it for it in desk.queries.rail() if it.view.kind is ViewKind.PROMISES)
    assert (rail.total, desk.queries.counts(owed).both, desk.queries.counts(owed).open) == (2, 2, 2)
    give(desk, SettlePromise(one, new_id(), later, "withdrawn", "отменён", [first]))
    assert numbers(desk, owed) == [2]
    assert [it.in_time for it in desk.queries.customer(PERSON).promises if it.conversation_id == one] == [True, False]


def test_lists_are_narrowed_by_every_kind_of_choice(desk: Store) -> None:
    talk(desk, 1, tag_ids=[str(UUID(int=71))], channel=Channel.EMAIL)
    talk(desk, 2, status=Status.NEW, assignee_id=None, queue_id=QUEUE)
    talk(desk, 3, customer_id=UUID(int=9))
    every = View(ViewKind.SAVED)

    def left(**only: Sequence[object]) -> list[int | None]:
        chosen = Only(**{part: frozenset(values) for part, values in only.items()})  # type: ignore[arg-type]
        return numbers(desk, View(ViewKind.SAVED, only=chosen))

    assert numbers(desk, every) == [1, 2, 3]
    assert left(channels=[Channel.EMAIL]) == [1]
    assert left(statuses=[Status.NEW]) == [2]
    assert left(queues=[QUEUE]) == [2]
    assert left(owners=[NOBODY]) == [2]
    assert left(owners=[NOBODY, ME]) == [1, 2, 3]
    assert left(tags=[UUID(int=71)]) == [1]
    assert left(marks=[Mark.VIP]) == [1, 2]
    desk.outbox.save_draft(UUID(int=1_003), "Здравствуйте", START)
    assert left(marks=[Mark.DRAFT]) == [3]
    assert left(marks=[Mark.UNSENT]) == []


def test_unread_rows_are_those_that_are_shown_as_unread(desk: Store) -> None:
    talk(desk, 1, log_head=3, preview_author=AuthorKind.CUSTOMER)
    talk(desk, 2, log_head=3, preview_author=AuthorKind.USER)
    rows = desk.queries.conversation_rows(desk.queries.conversation_ids(MINE))
    shown = [row.number for row in rows if row.unread]
    assert shown == numbers(desk, View(ViewKind.MINE, only=Only(marks=frozenset({Mark.UNREAD})))) == [1]


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("tab", list(Tab))
def test_windows_of_a_list_join_without_a_seam(desk: Store, sort: Sort, tab: Tab) -> None:
    status = {Tab.OPEN: Status.OPEN, Tab.WAITING: Status.ON_HOLD, Tab.SOLVED: Status.RESOLVED}[tab]
    for number in range(1, 40):
        due = at(number % 7) if number % 3 else None
        since = at(-(number % 5)) if number % 2 else None
        talk(desk, number, status=status, reply_due_at=due, waiting_since=since, last_message_at=at(-(number % 4)))
    view = View(ViewKind.MINE, tab=tab, sort=sort)
    whole = list(desk.queries.conversation_ids(view))
    joined: list[UUID] = []
    while some := desk.queries.conversation_ids(view, 7, joined[-1] if joined else None):
        joined += some
    assert joined == whole
    assert len(whole) == desk.queries.count(view) == 39


@pytest.mark.parametrize("kind", ViewKind)
@pytest.mark.parametrize("tab", Tab)
def test_a_list_holds_what_it_lists_and_nothing_else(desk: Store, kind: ViewKind, tab: Tab) -> None:
    made = [talk(desk, number, status=status, queue_id=QUEUE) for number, status in enumerate(Status, 1)]
    made.append(talk(desk, 20, assignee_id=None, promise_due_at=at(9), follow_up_at=at(5_000)))
    view = View(kind, QUEUE if kind is ViewKind.QUEUE else None, tab=tab, filter="марина")
    listed = set(desk.queries.conversation_ids(view))
    assert set(desk.queries.held(view, [*made, UUID(int=5)])) == listed
    assert not desk.queries.held(view, [])


def test_a_kept_search_is_a_place_with_its_count(desk: Store) -> None:
    talk(desk, 1, channel=Channel.EMAIL)
    talk(desk, 2)
    view = View(ViewKind.MINE, only=Only(channels=frozenset({Channel.EMAIL})), sort=Sort.WAIT)
    search = search_of(view, ME)
    give(desk, SaveView(UUID(int=5), "Письма", filter_data(search), search.sort.value))
    (row,) = desk.queries.saved_views()
    assert (row.name, row.view) == ("Письма", View(ViewKind.SAVED, only=search.only, sort=Sort.WAIT, saved_id=row.id))
    assert numbers(desk, row.view) == [1]
    assert [(it.view, it.total) for it in desk.queries.rail() if it.view.kind is ViewKind.SAVED] == [(row.view, 1)]


def test_what_a_newer_program_kept_is_read_as_far_as_it_is_known() -> None:
    data = {"text": "заказ", "marks": ["vip", "loud"], "owners": ["nobody"], "stars": [1]}
    view = saved_view(UUID(int=5), data, "colour")
    assert (view.filter, view.only, view.sort) == ("заказ", Only(marks=frozenset({Mark.VIP})), Sort.DEADLINE)


def test_a_search_keeps_the_place_it_was_made_in() -> None:
    assert search_of(View(ViewKind.UNASSIGNED), ME).only.owners == {NOBODY}
    assert search_of(View(ViewKind.QUEUE, QUEUE), ME).only.queues == {QUEUE}
    assert Only().toggled("marks", Mark.VIP).toggled("marks", Mark.VIP) == Only()
