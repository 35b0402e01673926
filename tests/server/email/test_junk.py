"""Which mail is set aside as nobody's request, on whose word, and what that keeps from happening."""

from uuid import uuid4

import pytest

from app.commands.base import SYSTEM, Refused
from app.commands.junk import MarkCustomer, MarkJunk, mark_customer, mark_junk
from app.domain.status import Status
from app.model.conversation import Conversation
from app.server.channels.email.mime import parse_mail
from app.server.channels.email.spam import spam_mark
from tests.server.email.house import BILLING, SUPPORT, MailHouse, mail

pytestmark = pytest.mark.postgresql_by_night

SPAM = "X-Spam-Flag: YES"
MARKED = [
    SPAM,
    "X-Spam-Status: Yes, score=7.1 required=5.0 tests=BAYES_99",
    "X-Spam: Yes",
    "X-Spam: true",
    "X-Spamd-Result: default: True [16.60 / 15.00]; BAYES_SPAM(5.1)[99.9%]",
    "X-Rspamd-Action: add header",
    "X-MS-Exchange-Organization-SCL: 6",
    "X-Forefront-Antispam-Report: CIP:203.0.113.9;CTRY:RU;SFV:SPM;CAT:SPM;",
    "X-Yandex-Spam: 4",
    "X-Mras: SPAM",
    "X-Bogosity: Spam, tests=bogofilter, spamicity=0.99",
    "X-KSE-AntiSpam-Status: KAS_STATUS_SPAM",
]
CLEAN = [
    "X-Spam-Flag: NO",
    "X-Spam-Status: No, score=-1.9 required=5.0",
    "X-Spam: No",
    "X-Spamd-Result: default: False [2.10 / 15.00]",
    "X-Rspamd-Action: no action",
    "X-Rspamd-Action: greylist",
    "X-MS-Exchange-Organization-SCL: -1",
    "X-MS-Exchange-Organization-SCL: 1",
    "X-Forefront-Antispam-Report: CIP:203.0.113.9;SFV:NSPM;CAT:NONE;",
    "X-Yandex-Spam: 1",
    "X-Mras: Ok",
    "X-Bogosity: Ham, tests=bogofilter",
    "X-MS-Exchange-Organization-SCL: spam",
]


@pytest.mark.parametrize("header", MARKED)
def test_a_mail_servers_spam_mark_is_understood(header):
    assert "junk" in spam_mark(parse_mail(mail(headers=header)))


@pytest.mark.parametrize("header", CLEAN)
def test_a_mail_servers_all_clear_is_understood(header):
    assert spam_mark(parse_mail(mail(headers=header))) == ""


def test_marked_mail_goes_to_the_junk_without_a_clock_and_says_why(house: MailHouse):
    taken = house.take(mail(headers=SPAM))
    talk = house.conversation(taken.conversation_id)
    assert (talk.status, talk.waiting_since, talk.reply_due_at) == (Status.SPAM, None, None)
    assert "x-spam-flag: YES" in house.log(talk.id)[0].payload["why"]


def test_a_mark_does_not_count_against_somebody_we_have_answered(house: MailHouse):
    first = house.take(mail(message_id="a@x"))
    answer(house, first.conversation_id)
    again = house.take(mail("Another matter", message_id="b@x", headers=SPAM))
    assert again.outcome == "opened"
    assert house.conversation(again.conversation_id).status is Status.NEW


def answer(house: MailHouse, talk):
    """A letter of ours that left."""
    from app.model.account import MailMessage

    def work(tx):
        tx.put(
            MailMessage(
                id=uuid4(), message_id="ours@x", inbox_id=house.inboxes[BILLING], digest="", conversation_id=talk,
                entry_id=uuid4(), outgoing=True,
            )
        )  # fmt: skip

    house.uow.run(house.ws, SYSTEM, work)


def say(house: MailHouse, talk_id, pattern: str, *, junk: bool = True, others=()):
    """An operator's word on a sender."""

    def work(tx):
        rev = tx.get(Conversation, talk_id).status_rev
        if junk:
            mark_junk(MarkJunk(talk_id, uuid4(), rev, pattern, list(others)), tx)
        else:
            mark_customer(MarkCustomer(talk_id, uuid4(), rev, pattern, trusted=True), tx)

    house.uow.run(house.ws, house.actor, work)


def test_what_was_said_of_a_sender_holds_for_the_next_mail_into_that_queue(house: MailHouse):
    first = house.take(mail(message_id="a@x"))
    say(house, first.conversation_id, "maria@example.com")
    again = house.take(mail("Sale", message_id="b@x"))
    other_queue = house.take(mail("Sale", message_id="c@x", to=BILLING), BILLING)
    stranger = house.take(mail("Hi", message_id="d@x", sender="ann@example.com"))
    found = [house.conversation(it.conversation_id).status for it in (again, other_queue, stranger)]
    assert found == [Status.SPAM, Status.NEW, Status.NEW]


def test_a_whole_domain_may_be_no_customer_but_one_address_of_it(house: MailHouse):
    first = house.take(mail(message_id="a@x"))
    say(house, first.conversation_id, "@example.com")
    ann = house.take(mail("Hi", message_id="b@x", sender="ann@example.com"))
    assert house.conversation(ann.conversation_id).status is Status.SPAM
    say(house, ann.conversation_id, "ann@example.com", junk=False)
    again = house.take(mail("Hi again", message_id="c@x", sender="ann@example.com", headers=SPAM))
    bob = house.take(mail("Hi", message_id="d@x", sender="bob@example.com"))
    assert house.conversation(again.conversation_id).status is Status.NEW
    assert house.conversation(bob.conversation_id).status is Status.SPAM


@pytest.mark.on_both_databases
def test_a_customer_brought_back_has_been_waiting_since_they_wrote(house: MailHouse):
    taken = house.take(mail(headers=SPAM))
    wrote = house.conversation(taken.conversation_id).last_message_at
    house.later(600)
    say(house, taken.conversation_id, "maria@example.com", junk=False)
    talk = house.conversation(taken.conversation_id)
    assert (talk.status, talk.waiting_since) == (Status.NEW, wrote)


GROUP = f"""List-ID: <support.desk.example.com>
List-Post: <https://groups.google.com/a/desk.example.com/group/support/post>, <mailto:{SUPPORT}>
List-Unsubscribe: <mailto:googlegroups-manage+1+unsubscribe@googlegroups.com>
Precedence: list"""


def test_what_comes_by_a_list_that_is_our_own_address_is_a_persons(house: MailHouse):
    taken = house.take(mail(headers=GROUP))
    talk = house.conversation(taken.conversation_id)
    assert (talk.machine, talk.status) == ("", Status.NEW)
    assert talk.reply_due_at is not None
    house.answer(taken.conversation_id, "On its way.")


def test_a_list_of_others_stays_a_machine(house: MailHouse):
    taken = house.take(mail(headers=GROUP.replace(SUPPORT, "news@elsewhere.example")))
    assert house.conversation(taken.conversation_id).machine == "list"


CRM = "List-Unsubscribe: <https://crm.example/u/1>"


@pytest.mark.on_both_databases
def test_a_person_whose_program_marks_letters_as_mass_mail_is_heard_once_an_operator_said_so(house: MailHouse):
    first = house.take(mail("An invoice, please.", message_id="a@x", headers=CRM))
    with pytest.raises(Refused):
        house.answer(first.conversation_id, "Here it is.")
    say(house, first.conversation_id, "maria@example.com", junk=False)
    house.answer(first.conversation_id, "Here it is.")
    house.later(10)
    again = house.take(mail("Thank you, one more.", message_id="b@x", headers=f"{CRM}\r\nIn-Reply-To: <a@x>"))
    talk = house.conversation(first.conversation_id)
    assert (again.outcome, again.conversation_id) == ("joined", first.conversation_id)
    assert talk.status is Status.OPEN
    assert talk.waiting_since is not None
    away = house.take(mail("I am away.", message_id="c@x", headers="Auto-Submitted: auto-replied"))
    assert house.conversation(away.conversation_id).machine == "auto_reply"
