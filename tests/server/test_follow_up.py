"""What was put aside comes back by itself; two customers that are one person have one history, and can be parted."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.commands.base import SYSTEM
from app.commands.conversation import AssignConversation
from app.commands.follow_up import FollowUp
from app.commands.identity import AddIdentity, RemoveIdentity
from app.commands.merge_customers import MergeCustomers, PartCustomers
from app.commands.saved_view import RemoveView, SaveView
from app.domain.channel import Channel
from app.domain.entry import EntryKind
from app.domain.erasure import NOTHING, Target
from app.domain.status import Status
from app.model.conversation import Conversation, LogEntry
from app.model.customer import Customer, CustomerMerge, Identity
from app.model.identifier import new_id
from app.server.erasure.erasing import Eraser
from app.server.jobs.effect import EffectRunner
from tests.builders.conversation import customer_writes, make_conversation
from tests.services.backend import Backend

pytestmark = pytest.mark.postgresql_by_night


def effects(backend: Backend) -> EffectRunner:
    return EffectRunner(backend.parts.uow, backend.parts.database.read, backend.clock, backend.parts.handlers)


def row(backend: Backend, model: type, ws: UUID, key: UUID):
    with backend.parts.database.read() as session:
        return session.get(model, (ws, key))


def owner_of(backend: Backend, ws: UUID, talk: UUID) -> UUID:
    return row(backend, Conversation, ws, talk).customer_id


def kinds(backend: Backend, talk: UUID) -> list[EntryKind]:
    with backend.parts.database.read() as session:
        return list(session.scalars(select(LogEntry.kind).filter_by(conversation_id=talk).order_by(LogEntry.seq)))


def test_a_request_comes_back_at_its_time_and_once(backend: Backend, shop) -> None:
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    anna, runner = backend.desk(shop.ws, shop.anna), effects(backend)
    until = backend.clock.now() + timedelta(hours=2)
    assert anna.give(FollowUp(talk, new_id(), until))["status"] == "ok"
    runner.run_due()
    assert kinds(backend, talk)[-1] is EntryKind.FOLLOW_UP
    before = len(kinds(backend, talk))
    backend.clock.advance(timedelta(hours=2))
    runner.run_due()
    runner.run_due()
    found = row(backend, Conversation, shop.ws, talk)
    assert (found.status, found.follow_up_at, len(kinds(backend, talk))) == (Status.OPEN, until, before + 1)


@pytest.mark.on_both_databases
def test_a_time_that_was_changed_wakes_nothing(backend: Backend, shop) -> None:
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    anna, runner = backend.desk(shop.ws, shop.anna), effects(backend)
    for hours in (1, 3):
        anna.give(FollowUp(talk, new_id(), backend.clock.now() + timedelta(hours=hours)))
    entries = len(kinds(backend, talk))
    backend.clock.advance(timedelta(hours=1))
    runner.run_due()
    assert len(kinds(backend, talk)) == entries
    customer_writes(backend.parts.uow, shop.ws, talk)
    backend.clock.advance(timedelta(hours=2))
    runner.run_due()
    assert kinds(backend, talk)[-1] is EntryKind.MESSAGE_IN


def test_kept_searches_are_on_the_desks_of_their_owner_only(backend: Backend, shop) -> None:
    anna, vera, view = backend.desk(shop.ws, shop.anna), backend.desk(shop.ws, shop.vera), new_id()
    assert anna.give(SaveView(view, "VIP", {"vip": True}))["status"] == "ok"
    assert [op[3]["name"] for op in anna.pull_all() if op[2] == "saved_view"] == ["VIP"]
    assert not [op for op in vera.pull_all() if op[2] == "saved_view"]
    assert vera.give(RemoveView(view))["code"] == "forbidden"
    assert anna.give(RemoveView(view))["status"] == "ok"
    assert [op[:3] for op in anna.pull_all() if op[2] == "saved_view"] == [["leave", f"u:{shop.anna}", "saved_view"]]


@pytest.mark.on_both_databases
def test_an_address_that_was_taken_off_is_free_for_whoever_has_it(backend: Backend, shop) -> None:
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail, address="one@x.example")
    other = make_conversation(backend.parts.uow, shop.ws, shop.mail, address="two@x.example")
    anna = backend.desk(shop.ws, shop.anna)
    one, two = (owner_of(backend, shop.ws, it) for it in (talk, other))
    taken = anna.give(AddIdentity(one, new_id(), Channel.EMAIL, "Two@x.example"))
    assert (taken["code"], taken["detail"]) == ("address_taken", {"customer_id": str(two)})
    with backend.parts.database.read() as session:
        address = session.scalar(select(Identity.id).filter_by(customer_id=two))
    assert anna.give(RemoveIdentity(two, address))["status"] == "ok"
    assert anna.give(AddIdentity(one, new_id(), Channel.EMAIL, "Two@x.example"))["status"] == "ok"


class Two:
    """One person who wrote from two addresses, into two queues."""

    def __init__(self, backend: Backend, shop) -> None:
        self.backend, self.shop = backend, shop
        uow = backend.parts.uow
        self.talk = make_conversation(uow, shop.ws, shop.mail, address="one@x.example")
        self.other_talk = make_conversation(uow, shop.ws, shop.mail, address="two@x.example")
        self.kept, self.other = (owner_of(backend, shop.ws, it) for it in (self.talk, self.other_talk))
        self.merge = new_id()
        self.anna = backend.desk(shop.ws, shop.anna)

    def join(self):
        return self.anna.give(MergeCustomers(self.kept, self.other, self.merge))

    def owners(self) -> list[UUID]:
        return [owner_of(self.backend, self.shop.ws, it) for it in (self.talk, self.other_talk)]


@pytest.fixture
def two(backend: Backend, shop) -> Two:
    return Two(backend, shop)


def test_two_customers_become_one_on_every_desk(backend: Backend, shop, two: Two) -> None:
    vera = backend.desk(shop.ws, shop.vera)
    vera.pull_all()
    assert two.join()["status"] == "ok"
    assert two.owners() == [two.kept, two.kept]
    ops = vera.pull_all()
    assert {op[3]["customer_id"] for op in ops if op[0] == "put" and op[2] == "identity"} == {str(two.kept)}
    assert str(two.other) in {op[3] for op in ops if op[0] == "leave" and op[2] == "customer"}
    again = make_conversation(backend.parts.uow, shop.ws, shop.mail, address="two@x.example")
    assert owner_of(backend, shop.ws, again) == two.kept


def test_parted_they_have_again_what_was_theirs_and_what_came_since_stays(backend: Backend, shop, two: Two) -> None:
    two.join()
    since = make_conversation(backend.parts.uow, shop.ws, shop.mail, address="one@x.example")
    assert two.anna.give(PartCustomers(two.kept, two.merge))["status"] == "ok"
    assert two.owners() == [two.kept, two.other]
    assert owner_of(backend, shop.ws, since) == two.kept
    again = make_conversation(backend.parts.uow, shop.ws, shop.mail, address="two@x.example")
    assert owner_of(backend, shop.ws, again) == two.other
    assert two.anna.give(PartCustomers(two.kept, two.merge))["code"] == "gone"


def test_the_id_of_a_merge_is_not_taken_for_another_one(backend: Backend, shop, two: Two) -> None:
    third_talk = make_conversation(backend.parts.uow, shop.ws, shop.mail, address="three@x.example")
    third = owner_of(backend, shop.ws, third_talk)
    assert [two.join()["status"], two.join()["status"]] == ["ok", "ok"]
    refused = two.anna.give(MergeCustomers(two.kept, third, two.merge))
    assert (refused["code"], refused["detail"]) == ("invalid", {"field": "merge_id"})
    assert row(backend, Customer, shop.ws, third).merged_into_id is None
    assert [it["customer_id"] for it in row(backend, Customer, shop.ws, two.kept).facts["merged"]] == [str(two.other)]
    assert owner_of(backend, shop.ws, third_talk) == third
    assert two.anna.give(MergeCustomers(third, two.other, new_id()))["code"] == "merged_already"


def test_customers_of_a_foreign_queue_are_not_merged(backend: Backend, shop, two: Two) -> None:
    talk = make_conversation(backend.parts.uow, shop.ws, shop.support_mail, address="far@x.example")
    far = owner_of(backend, shop.ws, talk)
    assert two.anna.give(MergeCustomers(two.kept, far, new_id()))["code"] == "forbidden"


@pytest.mark.on_both_databases
def test_erasing_a_person_erases_all_their_names(backend: Backend, shop, two: Two) -> None:
    two.join()
    backend.parts.uow.run(shop.ws, SYSTEM, lambda tx: Eraser(tx).erase(Target.CUSTOMER, two.kept))
    assert {row(backend, Customer, shop.ws, it).name for it in (two.kept, two.other)} == {NOTHING}
    assert row(backend, CustomerMerge, shop.ws, two.merge) is None
    assert two.anna.give(AssignConversation(two.other_talk, new_id(), None, None))["code"] == "erased"


def test_two_desks_that_chose_the_same_time_wake_it_once(backend: Backend, shop) -> None:
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    until, runner = backend.clock.now() + timedelta(hours=1), effects(backend)
    for user in (shop.anna, shop.vera):
        assert backend.desk(shop.ws, user).give(FollowUp(talk, new_id(), until))["status"] == "ok"
    before = len(kinds(backend, talk))
    backend.clock.advance(timedelta(hours=1))
    for _ in range(3):
        runner.run_due()
    assert len(kinds(backend, talk)) == before + 1


def test_a_name_that_is_erased_alone_stands_nowhere_with_whom_it_was_joined(backend: Backend, shop, two: Two) -> None:
    merge = MergeCustomers(two.kept, two.other, new_id())
    assert two.anna.give(merge)["status"] == "ok"
    assert row(backend, Customer, shop.ws, two.kept).facts["merged"]
    backend.parts.uow.run(shop.ws, SYSTEM, lambda tx: Eraser(tx).erase(Target.CUSTOMER, two.other))
    assert row(backend, Customer, shop.ws, two.kept).facts["merged"] == []
    assert row(backend, CustomerMerge, shop.ws, merge.merge_id) is None
