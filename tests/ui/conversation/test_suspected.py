"""A letter that only sounds like a program's says so in its row; that a person wrote it is one act of its menu."""

from dataclasses import replace

from app.commands.junk import MarkCustomer
from app.domain.delivery import DeliveryState
from app.domain.entry import EntryKind
from app.domain.reason import Reason
from tests.ui.conversation.test_joining import choose, row_menu, words_of
from tests.ui.talk import EMMA, talk_of

ACT = "A person wrote it"
SAID = "sounds like a program's letter; nothing answers it by itself"


def test_an_ordinary_letter_is_no_programs(opened) -> None:
    assert ACT not in words_of(row_menu(opened(EMMA), EntryKind.MESSAGE_IN))


def test_what_sounds_like_a_programs_is_said_in_its_row_and_to_a_screen_reader(opened, desk) -> None:
    desk.receive(talk_of(desk, EMMA).id, "Not delivered", suspected="bounce", **{"from": "Emma <emma@example.org>"})
    pane = opened(EMMA)
    model = pane._model
    item = model.item(model.rowCount() - 1)
    assert pane._words.headline(item.entry)[1] == SAID
    assert SAID in pane._words.sentence(item)


def test_that_a_person_wrote_it_is_said_of_the_address_the_letter_came_from(opened, desk) -> None:
    desk.receive(talk_of(desk, EMMA).id, "Not delivered", suspected="bounce", **{"from": "Bo <Bo@firm.example>"})
    choose(row_menu(opened(EMMA), EntryKind.MESSAGE_IN), ACT)
    (command,) = [it for it in desk.submitted if isinstance(it, MarkCustomer)]
    assert (command.pattern, command.trusted) == ("bo@firm.example", True)


def test_a_letter_without_an_address_offers_nothing_to_say_of_it(opened, desk) -> None:
    desk.receive(talk_of(desk, EMMA).id, "Not delivered", suspected="bounce")
    assert ACT not in words_of(row_menu(opened(EMMA), EntryKind.MESSAGE_IN))


def test_a_letter_whose_copy_came_back_is_sent_with_a_remark(opened, desk) -> None:
    talk = talk_of(desk, EMMA)
    why = Reason("mail.2.2", address="boss@partner.example", said="")
    last = next(it for it in reversed(talk.entries) if it.kind is EntryKind.MESSAGE_IN)
    sent = replace(last, kind=EntryKind.MESSAGE_OUT, delivery=DeliveryState.SENT, delivery_reason=why)
    words = opened(EMMA)._words
    assert words.delivery(sent) == "sent; a copy did not arrive: The mailbox boss@partner.example is full."
    assert words.delivery(replace(sent, delivery_reason="")) == "sent"
