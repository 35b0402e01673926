"""Which feeds a row belongs to."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.feed import WINDOW, queue_feed, team_feed, user_feed
from app.domain.role import RoleCode
from app.model.conversation import Attachment, Conversation, Delivery, LogEntry, Promise, ReadMark, Template
from app.model.customer import Customer, Identity, Order, Organisation, Preference
from app.model.draft import Draft
from app.model.handling import HandlingTime
from app.model.identifier import new_id
from app.model.notice import Notice
from app.model.replicated import KINDS, OF_WORKSPACE
from app.model.sender_rule import SenderRule
from app.server.feed.feeds import FOLLOWING, feeds_of
from app.server.feed.grants import grants_of

NOW = datetime(2026, 11, 12, 11, 32, tzinfo=UTC)
QUEUE, OTHER, ANNA, BORIS = (new_id() for _ in range(4))


def talk(queue=QUEUE, *, assignee=None, watchers=(), closed_at=None):
    return Conversation(
        queue_id=queue, assignee_id=assignee, watcher_ids=[str(it) for it in watchers], closed_at=closed_at
    )


def test_every_replicated_kind_has_its_rule():
    assert FOLLOWING | OF_WORKSPACE | {
        "template",
        "read_mark",
        "sender_rule",
        "notice",
        "handling_time",
        "draft",
        "saved_view",
    } == set(KINDS)


def test_what_is_begun_goes_to_its_author_and_to_whom_it_is_offered_while_there_is_something():
    draft = Draft(user_id=ANNA, text="Good day", offered_to=BORIS)
    assert feeds_of(draft, [], now=NOW) == {user_feed(ANNA), user_feed(BORIS)}
    draft.text = ""
    assert feeds_of(draft, [], now=NOW) == {user_feed(ANNA)}


@pytest.mark.parametrize("kind", sorted(OF_WORKSPACE))
def test_what_everybody_needs_goes_to_the_workspace(kind):
    assert feeds_of(KINDS[kind](), [], now=NOW) == {"w"}


@pytest.mark.parametrize("model", [Conversation, Delivery, Attachment, Customer, Identity, Preference, Order, Promise])
def test_what_is_about_customers_follows_their_conversations_and_never_goes_to_everybody(model):
    around = [talk(assignee=ANNA), talk(OTHER, watchers=[BORIS])]
    expected = {queue_feed(QUEUE), user_feed(ANNA), queue_feed(OTHER), user_feed(BORIS)}
    assert feeds_of(model(), around, now=NOW) == expected
    assert feeds_of(model(), [], now=NOW) == frozenset()


def test_what_was_said_of_a_sender_goes_to_its_queue():
    assert feeds_of(SenderRule(queue_id=QUEUE), [], now=NOW) == {queue_feed(QUEUE)}


def test_a_company_follows_all_its_people():
    assert feeds_of(Organisation(), [talk(), talk(OTHER)], now=NOW) == {queue_feed(QUEUE), queue_feed(OTHER)}


@pytest.mark.parametrize(("left", "there"), [(WINDOW, True), (timedelta(seconds=1), True), (timedelta(), False)])
def test_a_closed_conversation_stays_for_the_window(left, there):
    assert bool(feeds_of(Delivery(), [talk(closed_at=NOW - WINDOW + left)], now=NOW)) is there


def test_an_old_closed_conversation_does_not_take_the_open_ones_customer_away():
    around = [talk(OTHER, closed_at=NOW - WINDOW), talk()]
    assert feeds_of(Customer(), around, now=NOW) == {queue_feed(QUEUE)}


def test_a_template_is_the_workspaces_a_teams_or_a_persons():
    assert feeds_of(Template(), [], now=NOW) == {"w"}
    assert feeds_of(Template(team_id=QUEUE), [], now=NOW) == {team_feed(QUEUE)}
    assert feeds_of(Template(owner_id=ANNA), [], now=NOW) == {user_feed(ANNA)}


def test_what_somebody_is_told_and_how_long_they_worked_is_their_own():
    assert feeds_of(HandlingTime(user_id=ANNA), [], now=NOW) == {user_feed(ANNA)}
    assert feeds_of(Notice(user_id=ANNA), [], now=NOW) == {user_feed(ANNA)}


def test_a_read_mark_is_private():
    assert feeds_of(ReadMark(user_id=ANNA), [], now=NOW) == {user_feed(ANNA)}


def test_log_entries_have_no_feed_of_their_own():
    with pytest.raises(KeyError):
        feeds_of(LogEntry(), [], now=NOW)


def test_grants_are_the_workspace_the_own_feed_teams_roles_and_queues():
    granted = grants_of(ANNA, frozenset({RoleCode.LEAD}), frozenset({OTHER}), frozenset({QUEUE}))
    assert granted == {"w", user_feed(ANNA), team_feed(OTHER), "r:lead", queue_feed(QUEUE)}


def test_who_has_no_role_is_granted_nothing():
    assert grants_of(ANNA, frozenset(), frozenset({OTHER}), frozenset({QUEUE})) == frozenset()
