"""Boundaries of the pure rules."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.domain.channel import Channel, undo_ms
from app.domain.feed import WINDOW, conversation_feeds, queue_feed, role_feed, team_feed, user_feed
from app.domain.role import MATRIX, RoleCode, may
from app.domain.sla import Clock, reply_clock
from app.domain.stale import LIVE_CHAT_GRACE, STALE_AFTER, command_age, is_stale
from app.domain.status import Status, after_customer_message, may_follow

NOW = datetime(2026, 11, 12, 11, 32, tzinfo=UTC)
QUEUE, ANNA, OLEG = UUID(int=1), UUID(int=2), UUID(int=3)


@pytest.mark.parametrize(
    ("minutes", "clock"),
    [(0, Clock.ON_TRACK), (29, Clock.ON_TRACK), (30, Clock.DUE_SOON), (45, Clock.DUE_SOON), (46, Clock.AT_RISK),
     (59, Clock.AT_RISK), (60, Clock.BREACHED), (90, Clock.BREACHED)],
)  # fmt: skip
def test_a_clock_of_an_hour_turns_at_half_a_quarter_and_nothing_left(minutes: int, clock: Clock) -> None:
    assert reply_clock(NOW, NOW + timedelta(minutes=minutes), target=timedelta(hours=1)) is clock


def test_time_on_hold_never_counts_against_the_operator() -> None:
    later = NOW + timedelta(hours=2)
    target = timedelta(hours=1)
    assert reply_clock(NOW, later, target=target, on_hold=timedelta(hours=2)) is Clock.ON_TRACK


def test_a_clock_without_a_target_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="positive"):
        reply_clock(NOW, NOW, target=timedelta())


def test_statuses_follow_the_table() -> None:
    allowed = {(one.value, two.value) for one in Status for two in Status if one is not two and may_follow(one, two)}
    active = {"new", "open", "waiting_customer", "on_hold"}
    expected = {(one, "resolved") for one in active} | {
        ("new", "open"), ("new", "waiting_customer"), ("new", "on_hold"), ("new", "spam"), ("open", "spam"),
        ("open", "waiting_customer"), ("waiting_customer", "open"), ("open", "on_hold"), ("on_hold", "open"),
        ("waiting_customer", "on_hold"), ("on_hold", "waiting_customer"),
        ("resolved", "open"), ("resolved", "closed"), ("spam", "open"),
    }  # fmt: skip
    assert allowed == expected
    assert all(may_follow(status, status) for status in Status)


def test_a_customers_message_reopens_what_waited_and_leaves_spam_alone() -> None:
    assert after_customer_message(Status.RESOLVED) is Status.OPEN
    assert after_customer_message(Status.WAITING_CUSTOMER) is Status.OPEN
    assert after_customer_message(Status.NEW) is Status.NEW
    assert after_customer_message(Status.SPAM) is Status.SPAM
    assert after_customer_message(Status.CLOSED) is None


def test_a_conversation_is_in_the_feeds_of_its_queue_owner_and_watchers_until_the_window_ends() -> None:
    feeds = conversation_feeds(QUEUE, ANNA, [OLEG, ANNA], closed_at=None, now=NOW)
    assert feeds == {queue_feed(QUEUE), user_feed(ANNA), user_feed(OLEG)}
    just = NOW - WINDOW + timedelta(seconds=1)
    assert conversation_feeds(QUEUE, None, [], closed_at=just, now=NOW) == {queue_feed(QUEUE)}
    assert conversation_feeds(QUEUE, ANNA, [], closed_at=NOW - WINDOW, now=NOW) == frozenset()
    assert (team_feed(QUEUE), role_feed(RoleCode.LEAD)) == (f"t:{QUEUE}", "r:lead")


def test_an_analyst_gives_no_command_and_roles_add_up() -> None:
    assert set(MATRIX) == set(RoleCode)
    assert not may([RoleCode.ANALYST], "reply")
    assert may([RoleCode.ANALYST, RoleCode.OPERATOR], "reply")
    assert not may([RoleCode.ADMIN], "no_such_command")


def test_only_mail_waits_for_its_undo() -> None:
    assert {channel for channel in Channel if undo_ms(channel)} == {Channel.EMAIL}


@pytest.mark.parametrize(
    ("newer", "customer_only", "age", "chat", "stale"),
    [
        (False, False, STALE_AFTER - timedelta(seconds=1), False, False),
        (False, False, STALE_AFTER, False, True),
        (True, True, timedelta(), False, True),
        (True, True, LIVE_CHAT_GRACE - timedelta(seconds=1), True, False),
        (True, True, LIVE_CHAT_GRACE, True, True),
        (True, False, timedelta(), True, True),
    ],
)
def test_a_reply_is_held_when_the_talk_moved_on(
    newer: bool, customer_only: bool, age: timedelta, chat: bool, stale: bool
) -> None:
    held = is_stale(newer_messages=newer, newer_from_customer_only=customer_only, age=age, live_chat=chat)
    assert held is stale


def test_a_command_is_as_old_as_the_older_of_its_two_clocks_says() -> None:
    assert command_age(timedelta(hours=1), timedelta(hours=2)) == timedelta(hours=2)
    assert command_age(timedelta(hours=3), timedelta(hours=2)) == timedelta(hours=3)
