"""Every conversation of the sample is one the shared handlers could have made."""

from collections import defaultdict
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.delivery import DeliveryState
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import ACTIVE, Status
from app.model.account import MailMessage
from app.model.conversation import Conversation, Delivery, LogEntry, Promise
from app.model.customer import Customer
from app.server.sample.workspace import build
from tests.server.sample.conftest import NOW, SampleHouse

pytestmark = pytest.mark.postgresql_by_night


def logs(house: SampleHouse) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for entry in house.all(LogEntry):
        found[entry.conversation_id].append(entry)
    return {key: sorted(entries, key=lambda it: it.seq) for key, entries in found.items()}


def test_every_log_is_gapless_in_time_and_as_long_as_its_head_says(house: SampleHouse) -> None:
    entries = logs(house)
    for talk in house.all(Conversation):
        log = entries[talk.id]
        assert [it.seq for it in log] == list(range(1, talk.log_head + 1))
        assert [it.at for it in log] == sorted(it.at for it in log), talk.subject
        assert log[0].at == talk.created_at
        assert log[-1].at <= NOW
        assert 1 <= len(log) <= 13


@pytest.mark.parametrize("hours", [-14.5, -6, 9.4])
def test_a_trial_begun_at_any_hour_has_a_past_in_order_and_in_working_hours(
    second_house: SampleHouse, hours: float
) -> None:
    now = NOW + timedelta(hours=hours)
    ws = build(second_house.uow, seed=8, now=now).ws
    for log in logs(second_house).values():
        if log[0].ws != ws:
            continue
        assert [it.at for it in log] == sorted(it.at for it in log)
        assert log[-1].at <= now
        if now - log[-1].at > timedelta(days=2):
            assert all(4 <= it.at.hour <= 17 for it in log if it.kind in (EntryKind.MESSAGE_OUT, EntryKind.NOTE))


def test_the_last_status_of_a_log_is_the_status_of_its_conversation(house: SampleHouse) -> None:
    entries = logs(house)
    talks: list[Any] = house.all(Conversation)
    for talk in talks:
        steps = [it for it in entries[talk.id] if it.kind is EntryKind.STATUS]
        if steps and not any(it.kind is EntryKind.MESSAGE_IN for it in entries[talk.id][steps[-1].seq :]):
            assert steps[-1].payload["to"] == talk.status.value
        assert (talk.closed_at is None) == (talk.status in ACTIVE)
        assert (talk.status is Status.NEW) == (talk.assignee_id is None and talk.status in ACTIVE)
        assert talk.status_rev > 0 or talk.machine
        assert talk.rev == 1


def test_the_owner_is_the_one_the_log_names_last(house: SampleHouse) -> None:
    entries = logs(house)
    talks: list[Any] = house.all(Conversation)
    for talk in talks:
        given = [it.payload["to"] for it in entries[talk.id] if it.kind is EntryKind.ASSIGNED]
        assert (given[-1] if given else None) == (None if talk.assignee_id is None else str(talk.assignee_id))


def test_a_clock_runs_exactly_where_a_customer_waits(house: SampleHouse) -> None:
    talks: list[Any] = house.all(Conversation)
    for talk in talks:
        assert (talk.waiting_since is None) == (talk.reply_due_at is None)
        if talk.waiting_since is None:
            continue
        assert talk.status in (Status.NEW, Status.OPEN)
        assert talk.reply_due_at <= talk.waiting_since + timedelta(seconds=talk.reply_target_s)
    late = [it.subject for it in talks if it.reply_due_at is not None and it.reply_due_at <= NOW]
    assert late == ["Отзыв: «Люстра пришла без крепежа»"]


def test_every_answer_has_its_delivery_and_every_mail_its_identity(house: SampleHouse) -> None:
    entries = [it for log in logs(house).values() for it in log]
    answers = {it.entry_id for it in entries if it.kind is EntryKind.MESSAGE_OUT}
    deliveries: list[Any] = house.all(Delivery)
    assert {it.entry_id for it in deliveries} == answers
    assert not [it for it in deliveries if it.state in (DeliveryState.QUEUED, DeliveryState.SENDING)]
    assert [it.reason for it in deliveries if it.state is DeliveryState.FAILED] == ["550 5.2.2 mailbox full"]
    mails = {it.entry_id for it in entries if it.payload.get("channel") == "email"}
    assert {it.entry_id for it in house.all(MailMessage)} == mails


def test_promises_agree_with_their_conversations(house: SampleHouse) -> None:
    talks: dict[UUID, Any] = {it.id: it for it in house.all(Conversation)}
    due: dict[UUID, Any] = {}
    promises: list[Any] = house.all(Promise)
    for it in promises:
        assert (it.settled_at is None) == (it.state == "open")
        if it.state == "kept":
            assert it.settled_at <= it.due_at, it.text
        if it.state == "open":
            due[it.conversation_id] = min(it.due_at, due.get(it.conversation_id, it.due_at))
    assert {key: it.promise_due_at for key, it in talks.items() if it.promise_due_at is not None} == due


def test_authors_are_customers_or_colleagues_and_mails_name_both_ends(house: SampleHouse) -> None:
    people: dict[UUID, Any] = {it.id: it for it in house.all(Customer)}
    talks: dict[UUID, Any] = {it.id: it for it in house.all(Conversation)}
    for it in [entry for log in logs(house).values() for entry in log]:
        if it.kind is EntryKind.MESSAGE_IN:
            assert it.author_id == talks[it.conversation_id].customer_id in people
        if it.payload.get("channel") == "email" and it.author_kind is AuthorKind.CUSTOMER:
            assert "@" in it.payload["from"]
            assert it.payload["to"] == house.sample.mail_address
