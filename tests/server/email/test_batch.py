"""Many mails in one commit end as they would have one after the other; history asks nothing of anybody."""

from datetime import UTC, datetime

import pytest

from app.domain.status import Status
from app.model.account import MailMessage
from app.model.conversation import Conversation, Tag
from app.model.customer import Customer
from app.model.identifier import new_id
from app.model.sync import FeedHead
from app.model.workspace import Inbox
from app.server.blobs.pack import OpenPack
from app.server.channels.email.arrival import NO_ENVELOPE, Envelope
from app.server.channels.email.intake import BATCH, MailIntake, NotTaken, Taken
from app.server.transaction import ServerTx
from tests.server.email.house import SUPPORT, MailHouse, mail
from tests.server.email.test_intake import AUTO, REPLY, Killed

pytestmark = pytest.mark.postgresql_by_night


def take_all(
    house: MailHouse, *raws: bytes, past: bool = False, intake: MailIntake | None = None
) -> list[Taken | NotTaken]:
    return (intake or house.intake()).take_all(house.inbox(), [(raw, NO_ENVELOPE) for raw in raws], past=past)


def taken(outcomes: list[Taken | NotTaken]) -> list[Taken]:
    assert all(isinstance(it, Taken) for it in outcomes), outcomes
    return [it for it in outcomes if isinstance(it, Taken)]


def mark(tx: ServerTx, outcomes: object) -> None:
    """A row of the caller's own."""
    tx.put(Tag(id=new_id(), name="read so far"))


def test_a_letter_its_answer_and_its_copy_come_in_one_batch(house: MailHouse) -> None:
    first, answer = (
        mail(message_id="a@example.com"),
        mail("And?", message_id="b@example.com", headers=REPLY.format("a@example.com")),
    )
    commits = len(house.commits)
    found = taken(take_all(house, first, answer, first))
    assert [it.outcome for it in found] == ["opened", "joined", "copy"]
    assert found[2].entry_id == found[0].entry_id
    (conversation,) = house.conversations()
    assert [entry.seq for entry in house.log(conversation.id)] == [1, 2]
    assert len(house.commits) == commits + 1


def test_the_files_of_a_batch_are_written_and_synced_together(
    house: MailHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.take(mail(message_id="first@example.com"))
    sync, synced = OpenPack.sync, list[OpenPack]()

    def counted(pack: OpenPack) -> None:
        synced.append(pack)
        sync(pack)

    monkeypatch.setattr(OpenPack, "sync", counted)
    raws = [mail(f"Letter {at}", message_id=f"{at}@example.com") for at in range(5)]
    found = taken(take_all(house, *raws, raws[0]))
    assert len(synced) == 1
    originals = [house.log(it.conversation_id)[-1].payload["raw"] for it in found[:5]]
    assert [house.blobs.get(house.ws, each) for each in originals] == raws


def test_an_answer_before_its_letter_in_one_batch_is_joined(house: MailHouse) -> None:
    answer = mail("And?", message_id="b@example.com", headers=REPLY.format("a@example.com"))
    found = taken(take_all(house, answer, mail(message_id="a@example.com")))
    assert [it.outcome for it in found] == ["opened", "joined"]
    assert len(house.conversations()) == 1


@pytest.mark.on_both_databases
def test_two_letters_of_a_new_customer_in_one_batch_make_one_customer(house: MailHouse) -> None:
    taken(take_all(house, mail(message_id="a@example.com"), mail("Another matter.", message_id="b@example.com")))
    assert house.count(Customer) == 1
    assert [it.number for it in house.conversations()] == [1, 2]


@pytest.mark.on_both_databases
def test_the_callers_rows_are_committed_with_the_mails(house: MailHouse) -> None:
    def die(step: str) -> None:
        if step == "marked":
            raise Killed

    mails = [(mail(message_id="a@example.com"), NO_ENVELOPE)]
    with pytest.raises(Killed):
        house.intake(die).take_all(house.inbox(), mails, within=mark)
    assert (house.count(Tag), house.count(Conversation)) == (0, 0)
    house.intake().take_all(house.inbox(), mails, within=mark)
    assert (house.count(Tag), house.count(Conversation)) == (1, 1)


@pytest.mark.expects_log("deskhand.mail")
def test_a_mail_that_fails_does_not_sink_the_others(house: MailHouse) -> None:
    class Trouble(Exception):
        """A bug that one mail meets."""

    seen: list[str] = []

    def fail(step: str) -> None:
        """The second mail fails, in the batch and alone."""
        if step == "understood":
            seen.append(step)
        if step == "understood" and len(seen) in (2, 4):
            raise Trouble

    mails = [(mail(f"Letter {at}", message_id=f"{at}@example.com"), NO_ENVELOPE) for at in range(3)]
    outcomes = house.intake(fail).take_all(house.inbox(), mails, within=mark)
    assert [type(it) for it in outcomes] == [Taken, NotTaken, Taken]
    assert outcomes[1] == NotTaken("Trouble")
    assert (house.count(Tag), house.count(MailMessage)) == (1, 2)


def test_a_full_disk_is_not_the_mails_fault(house: MailHouse) -> None:
    def full(step: str) -> None:
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        take_all(house, mail(message_id="a@example.com"), intake=house.intake(full))
    assert house.count(Conversation) == 0


def test_a_batch_has_a_limit(house: MailHouse) -> None:
    with pytest.raises(ValueError, match="at most"):
        take_all(house, *[mail()] * (BATCH + 1))


def test_history_is_closed_as_of_its_day_and_asks_nothing(house: MailHouse) -> None:
    first = mail("Old.", message_id="a@example.com", date="Mon, 6 Jan 2020 10:00:00 +0000")
    later = mail(
        "Old too.",
        message_id="b@example.com",
        headers=REPLY.format("a@example.com"),
        date="Tue, 7 Jan 2020 10:00:00 +0000",
    )
    found = taken(take_all(house, first, later, past=True))
    assert [it.outcome for it in found] == ["opened", "joined"]
    (conversation,) = house.conversations()
    assert (conversation.status, conversation.reply_due_at, conversation.waiting_since) == (Status.CLOSED, None, None)
    assert conversation.closed_at == conversation.last_message_at == datetime(2020, 1, 7, 10, tzinfo=UTC)
    assert conversation.created_at == datetime(2020, 1, 6, 10, tzinfo=UTC)
    assert conversation.preview == "Old too."
    assert [entry.at.day for entry in house.log(conversation.id)] == [6, 7]


@pytest.mark.on_both_databases
def test_old_history_reaches_no_desk_and_recent_history_does(house: MailHouse) -> None:
    old = mail("Old.", message_id="a@example.com", date="Mon, 6 Jan 2020 10:00:00 +0000")
    taken(take_all(house, old, past=True))
    assert not house.commits[-1].heads
    recent = house.clock.now().strftime("%a, %d %b %Y %H:%M:%S +0000")
    taken(take_all(house, mail("New.", message_id="b@example.com", date=recent), past=True))
    assert f"q:{house.queues[SUPPORT]}" in house.commits[-1].heads
    assert house.count(FeedHead) >= 1


def test_history_reopens_nothing_and_shows_in_the_talk_it_belongs_to(house: MailHouse) -> None:
    live = house.take(mail("Now.", message_id="b@example.com", headers=REPLY.format("a@example.com")))
    house.change(live.conversation_id, status=Status.RESOLVED)
    old = mail("Before.", message_id="a@example.com", date="Mon, 6 Jan 2020 10:00:00 +0000")
    (joined,) = taken(take_all(house, old, past=True))
    conversation = house.conversation(live.conversation_id)
    assert joined.conversation_id == live.conversation_id
    assert (conversation.status, conversation.preview) == (Status.RESOLVED, "Now.")


def test_an_answer_to_history_opens_a_conversation_that_follows_it(house: MailHouse) -> None:
    (old,) = taken(take_all(house, mail("Old.", message_id="a@example.com"), past=True))
    new = house.take(mail("Again.", message_id="b@example.com", headers=REPLY.format("a@example.com")))
    assert new.outcome == "opened"
    assert house.conversation(new.conversation_id).linked_id == old.conversation_id


def test_history_of_a_machine_is_known_as_such(house: MailHouse) -> None:
    (old,) = taken(take_all(house, mail("Away.", message_id="a@example.com", headers=AUTO), past=True))
    assert house.conversation(old.conversation_id).machine == "auto_reply"


@pytest.mark.on_both_databases
def test_history_is_dated_by_the_mailbox_when_the_letter_lies_about_its_day(house: MailHouse) -> None:
    came = datetime(2021, 5, 1, tzinfo=UTC)
    mails = [(mail(message_id="a@example.com", date="Mon, 6 Jan 2094 10:00:00 +0000"), Envelope(received_at=came))]
    house.intake().take_all(house.inbox(), mails, past=True)
    assert house.conversations()[0].closed_at == came
    assert house.count(Inbox) == 2
