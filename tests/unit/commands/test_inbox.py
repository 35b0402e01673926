"""What is put aside comes back, searches are kept, and what we know of customers is corrected, on both sides."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app.commands.base import Actor, Refused
from app.commands.conversation import SetStatus, Watch, set_status, watch
from app.commands.customer import EditCustomer, SetOrganisation, edit_customer, set_organisation
from app.commands.follow_up import FollowUp, follow_up, wake
from app.commands.identity import (
    AddIdentity,
    RemoveIdentity,
    VerifyIdentity,
    add_identity,
    normalised,
    remove_identity,
    verify_identity,
)
from app.commands.merge_customers import MergeCustomers, PartCustomers, merge_customers, merges, part_customers
from app.commands.message import IncomingMessage, Reply, receive, reply
from app.commands.saved_view import RemoveView, SaveView, remove_view, save_view
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.model.conversation import LogEntry
from app.model.customer import Customer, Identity, Organisation
from app.model.saved_view import SavedView
from tests.fakes.tx import MemoryTx
from tests.unit.commands.test_commands import ANNA, NOW, OLEG, a_conversation

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture(params=[True, False], ids=["server", "desk"])
def tx(request: pytest.FixtureRequest) -> MemoryTx:
    return MemoryTx(uuid4(), ANNA, NOW, authority=request.param)


def a_customer(tx: MemoryTx, **more: object) -> Customer:
    values = {"id": uuid4(), "name": "marina@x.example", "header_name": "", "city": "", "vip": False, "facts": {}}
    row = Customer(**(values | more))
    tx.put(row)
    return row


# ---------------------------------------------------------------------- follow-ups


def test_what_is_put_aside_by_nobodys_owner_is_the_actors(tx: MemoryTx) -> None:
    talk = a_conversation(tx)
    command = FollowUp(talk.id, uuid4(), TOMORROW)
    follow_up(command, tx)
    follow_up(command, tx)
    assert (talk.follow_up_at, talk.follow_up_by_id, talk.assignee_id) == (TOMORROW, ANNA.id, ANNA.id)
    assert (talk.status, talk.reply_due_at) == (Status.OPEN, NOW)
    assert [it.payload for it in tx.rows(LogEntry)] == [{"until": TOMORROW.isoformat()}]


def test_a_colleagues_request_stays_theirs_when_it_is_put_aside(tx: MemoryTx) -> None:
    talk = a_conversation(tx, assignee_id=OLEG)
    follow_up(FollowUp(talk.id, uuid4(), TOMORROW), tx)
    assert talk.assignee_id == OLEG
    follow_up(FollowUp(talk.id, uuid4(), None), tx)
    assert talk.follow_up_at is None


def test_an_open_unowned_request_keeps_its_status_when_put_aside(tx: MemoryTx) -> None:
    talk = a_conversation(tx, status=Status.WAITING_CUSTOMER)
    follow_up(FollowUp(talk.id, uuid4(), TOMORROW), tx)
    assert (talk.status, talk.assignee_id) == (Status.WAITING_CUSTOMER, ANNA.id)


def test_solved_requests_and_other_years_are_not_put_aside(tx: MemoryTx) -> None:
    solved = a_conversation(tx, status=Status.RESOLVED)
    with pytest.raises(Refused, match="status_not_allowed"):
        follow_up(FollowUp(solved.id, uuid4(), TOMORROW), tx)
    with pytest.raises(Refused, match="invalid"):
        follow_up(FollowUp(a_conversation(tx).id, uuid4(), NOW + timedelta(days=400)), tx)


def test_when_it_is_time_it_is_open_again_and_stands_where_it_is_due(tx: MemoryTx) -> None:
    talk = a_conversation(tx, status=Status.WAITING_CUSTOMER, follow_up_at=TOMORROW)
    assert not wake(talk, NOW, uuid4(), tx)
    assert wake(talk, TOMORROW, uuid4(), tx)
    assert (talk.status, talk.follow_up_at) == (Status.OPEN, TOMORROW)
    (entry,) = tx.rows(LogEntry)
    assert (entry.kind, entry.author_kind) == (EntryKind.FOLLOW_UP, AuthorKind.SYSTEM)
    assert wake(talk, TOMORROW, uuid4(), tx)
    assert talk.status is Status.OPEN


def test_solving_and_the_customers_word_end_it_an_answer_only_when_it_was_due(tx: MemoryTx) -> None:
    solved = a_conversation(tx, follow_up_at=TOMORROW)
    set_status(SetStatus(solved.id, uuid4(), Status.RESOLVED, solved.status_rev), tx)
    written = a_conversation(tx, follow_up_at=TOMORROW)
    receive(IncomingMessage(uuid4(), {"text": "?"}, Channel.CHAT, NOW), written, tx)
    early = a_conversation(tx, follow_up_at=TOMORROW)
    due = a_conversation(tx, follow_up_at=NOW)
    for talk in (early, due):
        reply(Reply(talk.id, uuid4(), "Да", Channel.CHAT, seen_seq=99), tx)
    assert [it.follow_up_at for it in (solved, written, early, due)] == [None, None, TOMORROW, None]


def test_watching_is_a_set(tx: MemoryTx) -> None:
    talk = a_conversation(tx, watcher_ids=[str(OLEG)])
    for _ in range(2):
        watch(Watch(talk.id, True), tx)
    assert talk.watcher_ids == [str(OLEG), str(ANNA.id)]
    watch(Watch(talk.id, False), tx)
    assert talk.watcher_ids == [str(OLEG)]
    nobody = MemoryTx(tx.ws, Actor(AuthorKind.SYSTEM, None), NOW)
    nobody.put(talk)
    watch(Watch(talk.id, True), nobody)
    assert talk.watcher_ids == [str(OLEG)]


# ---------------------------------------------------------------------- saved searches


def test_a_search_is_kept_changed_and_thrown_away(tx: MemoryTx) -> None:
    view_id = uuid4()
    save_view(SaveView(view_id, "  Мои  VIP ", {"vip": True}), tx)
    save_view(SaveView(view_id, "VIP", {"text": "заказ"}, "wait", 2), tx)
    (row,) = tx.rows(SavedView)
    assert (row.name, row.filter, row.sort, row.position) == ("VIP", {"text": "заказ"}, "wait", 2)
    for _ in range(2):
        remove_view(RemoveView(view_id), tx)
    assert tx.rows(SavedView) == []


def test_nobody_changes_the_search_of_another(tx: MemoryTx) -> None:
    row = SavedView(id=uuid4(), user_id=OLEG, name="VIP", filter={}, sort="", position=0)
    tx.put(row)
    for act in (
        lambda: save_view(SaveView(row.id, "x"), tx),
        lambda: remove_view(RemoveView(row.id), tx),
    ):
        with pytest.raises(Refused, match="forbidden"):
            act()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (SaveView(uuid4(), "  "), "empty"),
        (SaveView(uuid4(), "я" * 81), "too_long"),
        (SaveView(uuid4(), "x", {"text": "я" * 3_000}), "too_long"),
        (SaveView(uuid4(), "x", sort="s" * 17), "too_long"),
    ],
)
def test_a_search_has_a_name_and_a_size(tx: MemoryTx, command: SaveView, code: str) -> None:
    with pytest.raises(Refused, match=code):
        save_view(command, tx)


# ---------------------------------------------------------------------- what we know of a customer


def test_a_name_that_a_person_wrote_counts(tx: MemoryTx) -> None:
    row = a_customer(tx, header_name="MARINA")
    edit_customer(EditCustomer(row.id, name=" Марина  Соколова ", city=" Казань ", vip=True), tx)
    assert (row.name, row.header_name, row.city, row.vip) == ("Марина Соколова", "Марина Соколова", "Казань", True)
    edit_customer(EditCustomer(row.id), tx)
    assert row.name == "Марина Соколова"
    for name, code in ((" ", "empty"), ("я" * 201, "too_long")):
        with pytest.raises(Refused, match=code):
            edit_customer(EditCustomer(row.id, name=name), tx)


def test_a_customer_joins_a_company_and_leaves_it(tx: MemoryTx) -> None:
    row, company = a_customer(tx), uuid4()
    set_organisation(SetOrganisation(row.id, company, " ООО  «Вектор»"), tx)
    set_organisation(SetOrganisation(row.id, company, "другое имя"), tx)
    assert [it.name for it in tx.rows(Organisation)] == ["ООО «Вектор»"]
    assert row.organisation_id == company
    set_organisation(SetOrganisation(row.id, None), tx)
    assert row.organisation_id is None
    for name, code in (("", "empty"), ("я" * 201, "too_long")):
        with pytest.raises(Refused, match=code):
            set_organisation(SetOrganisation(row.id, uuid4(), name), tx)


@pytest.mark.parametrize(
    ("channel", "written", "kept"),
    [
        (Channel.EMAIL, " Marina@X.example", "marina@x.example"),
        (Channel.EMAIL, "marina at x", ""),
        (Channel.EMAIL, "a@x.example, b@x.example", ""),
        (Channel.PHONE, "8 (917) 204-44-10", "+79172044410"),
        (Channel.WHATSAPP, "+44 20 7946 0958", "+442079460958"),
        (Channel.PHONE, "звоните", ""),
        (Channel.TELEGRAM, " @marina ", "@marina"),
        (Channel.VK, "", ""),
    ],
)
def test_addresses_are_kept_as_they_are_compared(channel: Channel, written: str, kept: str) -> None:
    assert normalised(channel, written) == kept


def test_an_address_is_added_checked_and_taken_off(tx: MemoryTx) -> None:
    row, address = a_customer(tx), uuid4()
    for _ in range(2):
        add_identity(AddIdentity(row.id, address, Channel.PHONE, "8 917 204 44 10"), tx)
    (made,) = tx.rows(Identity)
    assert (made.value, made.display, made.added_by_id) == ("+79172044410", "8 917 204 44 10", ANNA.id)
    for _ in range(2):
        verify_identity(VerifyIdentity(row.id, address, True), tx)
    assert made.verified_at == NOW
    verify_identity(VerifyIdentity(row.id, address, False), tx)
    assert made.verified_at is None
    for _ in range(2):
        remove_identity(RemoveIdentity(row.id, address), tx)
    assert tx.rows(Identity) == []
    with pytest.raises(Refused, match="gone"):
        verify_identity(VerifyIdentity(row.id, address, True), tx)


def test_an_address_of_somebody_else_says_whose_it_is(tx: MemoryTx) -> None:
    row, other = a_customer(tx), a_customer(tx)
    add_identity(AddIdentity(other.id, uuid4(), Channel.EMAIL, "a@x.example"), tx)
    if not tx.authority:
        return  # only the server knows every address
    with pytest.raises(Refused, match="address_taken") as refused:
        add_identity(AddIdentity(row.id, uuid4(), Channel.EMAIL, "a@x.example"), tx)
    assert refused.value.detail == {"customer_id": str(other.id)}
    add_identity(AddIdentity(other.id, uuid4(), Channel.EMAIL, "A@x.example"), tx)
    assert len(tx.rows(Identity)) == 1


def test_what_is_no_address_is_not_added(tx: MemoryTx) -> None:
    with pytest.raises(Refused, match="invalid"):
        add_identity(AddIdentity(a_customer(tx).id, uuid4(), Channel.EMAIL, "x"), tx)


# ---------------------------------------------------------------------- one person, two customers


def test_two_customers_are_one_and_two_again(tx: MemoryTx) -> None:
    kept, other, merge = a_customer(tx, facts={"nps": [9]}), a_customer(tx, name="Марина"), uuid4()
    for _ in range(2):
        merge_customers(MergeCustomers(kept.id, other.id, merge), tx)
    assert other.merged_into_id == kept.id
    assert [(it["id"], it["name"]) for it in merges(kept)] == [(str(merge), "Марина")]
    part_customers(PartCustomers(kept.id, merge), tx)
    assert kept.facts == {"nps": [9], "merged": []}
    with pytest.raises(Refused, match="gone"):
        part_customers(PartCustomers(kept.id, merge), tx)


def test_who_was_merged_is_not_merged_again_nor_with_themselves_nor_what_must_be_kept(tx: MemoryTx) -> None:
    kept, other, third = a_customer(tx), a_customer(tx), a_customer(tx, legal_hold=True)
    merge_customers(MergeCustomers(kept.id, other.id, uuid4()), tx)
    for one, two, code in ((third, other, "merged_already"), (kept, kept, "invalid"), (kept, third, "merge_on_hold")):
        with pytest.raises(Refused, match=code):
            merge_customers(MergeCustomers(one.id, two.id, uuid4()), tx)
