"""What becomes of a mail: one conversation, a follow-up, or nothing when it is known."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.domain.delivery import DeliveryState
from app.domain.entry import AuthorKind
from app.domain.status import Status
from app.model.account import MailMessage
from app.model.customer import Customer, Identity
from app.server.channels.email.arrival import MAX_ATTACHMENTS, Envelope, clean_subject
from app.server.channels.email.written_in import locale_of
from tests.server.email.house import BILLING, SUPPORT, MailHouse, mail

pytestmark = pytest.mark.postgresql_by_night

REPLY = "In-Reply-To: <{0}>\r\nReferences: <{0}>"
AUTO = "Auto-Submitted: auto-replied"


def bounce(original: str, *, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery report about one of our letters."""
    return "\r\n".join(
        [
            "From: Mail Delivery System <mailer-daemon@example.com>", f"To: {SUPPORT}", "Return-Path: <>",
            "Subject: Undelivered Mail Returned to Sender", f"Message-ID: <bounce.{status}.{action}@example.com>",
            "Date: Sat, 21 Nov 2026 11:00:00 +0000", "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "",
            "--b", "Content-Type: text/plain", "", "I could not deliver your mail.", "",
            "--b", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; example.com", "",
            "Final-Recipient: rfc822; maria@example.com", f"Action: {action}", f"Status: {status}",
            f"Diagnostic-Code: smtp; 550 {status} no such user here", "",
            "--b", "Content-Type: text/rfc822-headers", "", f"Message-ID: <{original}>", "", "--b--", "",
        ]
    ).encode()  # fmt: skip


def test_a_mail_opens_a_conversation_of_its_writer(house: MailHouse) -> None:
    raw = mail("Здравствуйте! Где мой заказ? Жду ответа.", message_id="a@example.com", subject="Re: Заказ")
    taken = house.take(raw)
    (conversation,) = house.conversations()
    (entry,) = house.log(conversation.id)
    assert (taken.outcome, taken.conversation_id) == ("opened", conversation.id)
    assert (conversation.subject, conversation.number, conversation.status) == ("Заказ", 1, Status.NEW)
    assert conversation.reply_due_at is not None
    assert entry.payload["text"].startswith("Здравствуйте!")
    assert house.blobs.get(house.ws, entry.payload["raw"]) == raw
    assert "why" in entry.payload
    with house.database.read() as session:
        customer = session.get(Customer, (house.ws, conversation.customer_id))
    assert customer is not None
    assert (customer.header_name, customer.utc_offset_minutes, customer.locale) == ("Maria Ivanova", 300, "ru")


@pytest.mark.on_both_databases
def test_a_date_in_utc_says_nothing_of_the_customers_clock(house: MailHouse):
    """Large providers write all dates so; a good morning at night would come of it."""
    raw = mail("?", message_id="a@example.com").replace(b"+0500", b"+0000")
    assert b"+0000" in raw
    house.take(raw)
    with house.database.read() as session:
        assert session.query(Customer).one().utc_offset_minutes is None


def test_no_row_names_files_that_the_disk_has_refused(house: MailHouse):
    place = house.folder / "blobs"
    place.write_bytes(b"no folder can be made here")
    with pytest.raises(OSError, match="blobs"):
        house.take(mail("Where is my order?", message_id="a@example.com"))
    assert house.conversations() == []
    place.unlink()
    house.take(mail("Where is my order?", message_id="a@example.com"))
    (conversation,) = house.conversations()
    (entry,) = house.log(conversation.id)
    assert house.blobs.has(house.ws, entry.payload["raw"])


def test_the_same_mail_again_changes_nothing(house: MailHouse) -> None:
    raw = mail(message_id="a@example.com")
    first, second = house.take(raw), house.take(raw)
    assert (second.outcome, second.entry_id) == ("copy", first.entry_id)
    assert len(house.log(first.conversation_id)) == 1


def test_an_equal_id_with_other_words_is_a_mail_of_its_own(house: MailHouse) -> None:
    house.take(mail("One.", message_id="a@example.com"))
    assert house.take(mail("Two.", message_id="a@example.com")).outcome == "opened"


def test_without_an_id_the_content_alone_tells_a_copy(house: MailHouse) -> None:
    house.take(mail("One."))
    assert house.take(mail("One.")).outcome == "copy"
    assert house.take(mail("Two.")).outcome == "opened"


def test_a_mail_to_two_inboxes_is_one_conversation_where_it_was_addressed_first(house: MailHouse) -> None:
    raw = mail(message_id="a@example.com", to=f"Somebody <x@example.org>, {BILLING}, {SUPPORT}")
    house.take(raw, SUPPORT)
    assert house.take(raw, BILLING).outcome == "copy"
    (conversation,) = house.conversations()
    assert conversation.queue_id == house.queues[BILLING]


def test_a_mail_through_both_doors_at_once_is_one(house: MailHouse) -> None:
    raw = mail(message_id="a@example.com", to=f"{BILLING}, {SUPPORT}")
    run_together([lambda door=door: house.take(raw, door) for door in (SUPPORT, BILLING) * 3])
    assert len(house.conversations()) == 1
    assert house.count(MailMessage) == 1


def run_together(tasks: list[Any]) -> None:
    """All at once on threads; what they raise is raised."""
    gate = threading.Barrier(len(tasks))

    def run(task: Any) -> None:
        gate.wait()
        task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        for done in [pool.submit(run, task) for task in tasks]:
            done.result()


def test_a_reply_and_its_parent_that_arrive_at_once_are_one_conversation(house: MailHouse) -> None:
    for turn in range(5):
        parent = mail("First.", message_id=f"p{turn}@example.com")
        answer = mail("Second.", message_id=f"r{turn}@example.com", headers=REPLY.format(f"p{turn}@example.com"))
        run_together([lambda raw=raw: house.take(raw) for raw in (parent, answer)])
        assert len(house.conversations()) == turn + 1


def test_a_follow_up_reopens_and_starts_the_clock(house: MailHouse) -> None:
    first = house.take(mail(message_id="a@example.com"))
    house.change(first.conversation_id, status=Status.RESOLVED, waiting_since=None, reply_due_at=None)
    taken = house.take(mail("More.", message_id="b@example.com", headers=REPLY.format("a@example.com")))
    conversation = house.conversation(first.conversation_id)
    assert taken.conversation_id == first.conversation_id
    assert (conversation.status, conversation.reply_due_at is None) == (Status.OPEN, False)


def test_a_mail_to_a_closed_conversation_opens_a_linked_one(house: MailHouse) -> None:
    first = house.take(mail(message_id="a@example.com"))
    house.change(first.conversation_id, status=Status.CLOSED)
    taken = house.take(mail("More.", message_id="b@example.com", headers=REPLY.format("a@example.com")))
    assert taken.outcome == "opened"
    assert house.conversation(taken.conversation_id).linked_id == first.conversation_id


def test_a_parent_that_arrives_after_its_reply_is_joined(house: MailHouse) -> None:
    reply = house.take(mail("Re.", message_id="b@example.com", headers=REPLY.format("a@example.com")))
    parent = house.take(mail("First.", message_id="a@example.com"))
    assert parent.conversation_id == reply.conversation_id


def test_strangers_who_answer_one_unknown_mail_stay_apart(house: MailHouse) -> None:
    header = REPLY.format("newsletter@example.net")
    one = house.take(mail("I like it.", message_id="b@example.com", headers=header))
    two = house.take(mail("I do not.", message_id="c@example.com", headers=header, sender="Bo <bo@example.com>"))
    mine = house.take(mail("Once more.", message_id="d@example.com", headers=header))
    assert len({one.conversation_id, two.conversation_id}) == 2
    assert mine.conversation_id == one.conversation_id


def test_the_subject_never_joins(house: MailHouse) -> None:
    house.take(mail("One.", message_id="a@example.com"))
    assert house.take(mail("Two.", message_id="b@example.com", subject="Re: My order")).outcome == "opened"


@pytest.mark.parametrize("where", ["references", "address", "recipient"])
def test_our_signed_token_finds_the_conversation(house: MailHouse, where: str) -> None:
    first = house.take(mail(message_id="a@example.com"))
    entry_id = first.entry_id
    tagged = house.tokens.reply_address("s@desk.example.com", first.conversation_id)
    assert tagged is not None
    own = house.tokens.message_id(first.conversation_id, entry_id, "desk.example.com")
    headers = REPLY.format(own) if where == "references" else ""
    raw = mail("Later.", message_id="b@example.com", headers=headers, to=tagged if where == "address" else SUPPORT)
    envelope = Envelope("maria@example.com", (tagged,) if where == "recipient" else (SUPPORT,))
    assert house.intake().take(house.inbox(), raw, envelope).conversation_id == first.conversation_id


def test_a_forged_token_finds_nothing(house: MailHouse) -> None:
    first = house.take(mail(message_id="a@example.com"))
    own = house.tokens.message_id(first.conversation_id, first.entry_id, "desk.example.com")
    forged = ("b" if own[0] != "b" else "c") + own[1:]
    assert house.take(mail("x", message_id="b@example.com", headers=REPLY.format(forged))).outcome == "opened"


@pytest.mark.on_both_databases
def test_an_automatic_reply_joins_without_reopening(house: MailHouse) -> None:
    first = house.take(mail(message_id="a@example.com"))
    house.change(first.conversation_id, status=Status.WAITING_CUSTOMER, waiting_since=None, reply_due_at=None)
    taken = house.take(mail("Away.", message_id="b@example.com", headers=REPLY.format("a@example.com") + "\r\n" + AUTO))
    conversation = house.conversation(first.conversation_id)
    assert taken.conversation_id == first.conversation_id
    assert (conversation.status, conversation.reply_due_at) == (Status.WAITING_CUSTOMER, None)
    assert house.log(first.conversation_id)[1].payload["machine"] == "auto_reply"


def test_other_machine_mail_opens_a_flagged_conversation_without_a_clock(house: MailHouse) -> None:
    taken = house.take(mail("Buy!", message_id="a@example.com", headers="List-Unsubscribe: <mailto:x@example.com>"))
    conversation = house.conversation(taken.conversation_id)
    assert (conversation.machine, conversation.reply_due_at, conversation.waiting_since) == ("list", None, None)


def test_a_person_who_answers_a_machine_gets_a_conversation_that_can_be_answered(house: MailHouse) -> None:
    machine = house.take(mail("Away.", message_id="a@example.com", headers=AUTO))
    taken = house.take(mail("Me.", message_id="b@example.com", headers=REPLY.format("a@example.com")))
    conversation = house.conversation(taken.conversation_id)
    assert (conversation.machine, conversation.linked_id) == ("", machine.conversation_id)


@pytest.mark.parametrize(("action", "status", "state"), [
    ("failed", "5.1.1", DeliveryState.FAILED), ("delayed", "4.4.1", DeliveryState.QUEUED),
])  # fmt: skip
def test_a_bounce_marks_the_letter_it_is_about(
    house: MailHouse, action: str, status: str, state: DeliveryState
) -> None:
    first = house.take(mail(message_id="a@example.com"))
    entry_id = house.answer(first.conversation_id, "Tomorrow.")
    original = house.tokens.message_id(first.conversation_id, entry_id, "desk.example.com")
    taken = house.take(bounce(original, action=action, status=status))
    delivery = house.delivery(entry_id)
    assert taken.conversation_id == first.conversation_id
    assert delivery.state is state
    if state is DeliveryState.FAILED:
        assert house.why(entry_id).startswith("The address maria@example.com does not exist.")
        assert house.why(entry_id, "ru").startswith("Адреса maria@example.com")
        assert "no such user here" in house.why(entry_id)


@pytest.mark.on_both_databases
def test_a_stranger_who_answers_our_letter_joins_and_is_shown_as_a_stranger(house: MailHouse) -> None:
    first = house.take(mail(message_id="a@example.com"))
    ours = house.tokens.message_id(first.conversation_id, first.entry_id, "desk.example.com")
    raw = mail("Me too.", message_id="b@example.com", headers=REPLY.format(ours), sender="Bo <bo@example.com>")
    assert house.take(raw).conversation_id == first.conversation_id
    assert house.count(Identity) == 1
    own, strange = house.log(first.conversation_id)
    assert "stranger" not in own.payload
    assert own.author_id == house.conversations()[0].customer_id
    assert (strange.author_kind, strange.author_id, strange.payload["stranger"]) == (AuthorKind.CUSTOMER, None, True)
    assert strange.payload["from"] == "Bo <bo@example.com>"


@pytest.mark.parametrize("auto", ["", AUTO])
def test_who_only_names_a_customers_letter_begins_a_conversation_of_their_own(house: MailHouse, auto: str) -> None:
    first = house.take(mail(message_id="a@example.com"))
    headers = "\r\n".join(line for line in (REPLY.format("a@example.com"), auto) if line)
    guessed = house.take(mail("Send it to me.", message_id="b@example.com", headers=headers, sender="x@example.com"))
    assert guessed.conversation_id != first.conversation_id
    (entry,) = house.log(guessed.conversation_id)
    assert "stranger" not in entry.payload
    assert len(house.log(first.conversation_id)) == 1


def test_a_stranger_whose_letter_the_customer_named_before_does_not_join(house: MailHouse) -> None:
    first = house.take(mail("Re.", message_id="b@example.com", headers=REPLY.format("a@example.com")))
    other = house.take(mail("First.", message_id="a@example.com", sender="x@example.com"))
    assert other.conversation_id != first.conversation_id


def test_a_long_body_is_cut_in_the_log_and_whole_in_a_file(house: MailHouse) -> None:
    text = "слово " * 20_000
    taken = house.take(mail(text, message_id="a@example.com"))
    payload = house.log(taken.conversation_id)[0].payload
    assert payload["truncated"] is True
    assert len(payload["text"].encode()) <= 65_536
    assert house.blobs.get(house.ws, payload["body"]).decode().strip() == text.strip()


@pytest.mark.on_both_databases
def test_attachments_are_kept_with_their_names(house: MailHouse) -> None:
    raw = (
        b"From: a@example.com\r\nTo: support@desk.example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee file.\r\n'
        b'--b\r\nContent-Type: image/png; name="shot.png"\r\nContent-Disposition: attachment\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n--b--\r\n"
    )
    taken = house.take(raw)
    (file,) = house.attachments(taken.entry_id)
    assert (file.name, file.content_type, file.size) == ("shot.png", "image/png", 5)
    assert house.blobs.get(house.ws, file.blob) == b"hello"


def test_files_beyond_those_that_are_taken_out_are_counted_and_stay_in_the_original(house: MailHouse) -> None:
    part = '--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\nx\r\n'
    body = "".join(part.format(name=number) for number in range(MAX_ATTACHMENTS + 3)) + "--b--\r\n"
    raw = mail(body).replace(b"text/plain; charset=utf-8", b"multipart/mixed; boundary=b", 1)
    taken = house.take(raw)
    (entry,) = house.log(taken.conversation_id)
    assert len(house.attachments(taken.entry_id)) == MAX_ATTACHMENTS
    assert entry.payload["files_left"] == 3
    assert house.blobs.get(house.ws, entry.payload["raw"]) == raw


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.on_both_databases
@pytest.mark.parametrize("step", ["understood", "kept", "written", "marked", "committed"])
def test_a_mail_is_filed_once_when_the_process_died_on_the_way(house: MailHouse, step: str) -> None:
    raw = mail(message_id="a@example.com")

    def die(reached: str) -> None:
        if reached == step:
            raise Killed

    with pytest.raises(Killed):
        house.intake(die).take(house.inbox(), raw)
    house.take(raw)
    (conversation,) = house.conversations()
    assert len(house.log(conversation.id)) == 1
    assert conversation.number == 1
    assert house.count(MailMessage) == 1


def test_every_mail_moves_the_queue_forward(house: MailHouse) -> None:
    house.take(mail(message_id="a@example.com"))
    assert f"q:{house.queues[SUPPORT]}" in house.commits[-1].heads


def test_subjects_are_cleaned() -> None:
    assert clean_subject("RE: Fwd: Отв[2]:  Заказ \u202e12\r\n 3") == "Заказ 12 3"
    assert clean_subject("Re: ") == ""
    assert clean_subject("Regarding: x") == "Regarding: x"


def test_the_language_is_guessed_from_the_writers_own_words() -> None:
    assert locale_of("Добрый день, где заказ?\n\n> Please wait until tomorrow, we will write to you") == "ru"
    assert locale_of("Good morning, where is it?") == "en"
    assert locale_of("ok") == ""
    assert locale_of("Где он?", "Заказ") == "ru"
    assert locale_of("Где он?") == "ru"
    assert locale_of("Where?", "My order 5") == "en"
    assert locale_of("Polaris") == ""
    assert locale_of("Guten Tag, wo bleibt die Lieferung für Größe 5? Schöne Grüße, ß") == ""


def test_who_gives_a_name_with_a_later_letter_is_shown_by_it(house: MailHouse) -> None:
    first = house.take(mail(message_id="a@x", sender="maria@example.com"))
    customer_id = house.conversation(first.conversation_id).customer_id
    house.take(mail("And?", message_id="b@x", sender="ИВАНОВА МАРИЯ <maria@example.com>"))
    house.take(mail("And?", message_id="c@x", sender="Masha <maria@example.com>"))
    with house.database.read() as session:
        customer = session.get(Customer, (house.ws, customer_id))
    assert (customer.name, customer.header_name) == ("Мария Иванова", "ИВАНОВА МАРИЯ")
