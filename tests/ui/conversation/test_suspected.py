"""A letter that only sounds like a program's says so in its row; that a person wrote it is one act of its menu."""

from dataclasses import replace

from PySide6.QtCore import Qt

from app.commands.junk import MarkCustomer
from app.domain.delivery import DeliveryState
from app.domain.entry import EntryKind
from app.domain.reason import Reason
from tests.ui.conversation.test_joining import choose, row_menu, words_of
from tests.ui.talk import EMMA, MARINA, talk_of
from ui.translation import set_language

ACT = "A person wrote it"
ASKED = "Sounds like a program's letter: nothing answers it by itself."
TALK = (EntryKind.MESSAGE_IN, EntryKind.MESSAGE_OUT)
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


def doubted(desk, number=EMMA, **payload):
    """A letter comes that only sounds like a program's."""
    payload = {"suspected": "bounce", "from": "Emma <emma@example.org>"} | payload
    return desk.receive(talk_of(desk, number).id, "Not delivered", **payload)


def test_above_the_talk_one_press_says_that_a_person_wrote_it_and_asks_no_more(opened, desk, qtbot):
    doubted(desk)
    line = opened(EMMA).top.suspected
    assert line.isVisible()
    assert line.text == ASKED
    qtbot.keyClick(line.yes, Qt.Key.Key_Space)
    (command,) = [it for it in desk.submitted if isinstance(it, MarkCustomer)]
    assert (command.pattern, command.trusted) == ("emma@example.org", True)
    assert not line.isVisible()


def test_what_was_said_of_the_writer_is_asked_again_once_it_is_taken_back(opened, desk, qtbot):
    doubted(desk)
    pane = opened(EMMA)
    given = []
    pane._bridge.submitted.connect(lambda change_id, _command, _ms: given.append(change_id))
    qtbot.keyClick(pane.top.suspected.yes, Qt.Key.Key_Space)
    pane._bridge.undo(given[0])
    assert pane.top.suspected.isVisible()


def test_nothing_is_asked_of_an_ordinary_letter_nor_once_a_newer_one_came(opened, desk):
    line = opened(EMMA).top.suspected
    assert not line.isVisible()
    doubted(desk)
    assert line.isVisible()
    desk.receive(talk_of(desk, EMMA).id, "I wrote that myself")
    assert not line.isVisible()


def test_a_letter_that_comes_while_its_talk_is_open_is_asked_about(opened, desk):
    pane = opened(EMMA)
    doubted(desk)
    assert pane.top.suspected.isVisible()
    opened(MARINA)
    assert not pane.top.suspected.isVisible()


def test_that_a_program_wrote_it_is_offered_only_where_nobody_else_wrote(opened, desk):
    doubted(desk)
    assert not opened(EMMA).top.suspected.no.isVisible()
    talk = talk_of(desk, EMMA)
    talk.entries = [it for it in talk.entries if it.payload.get("suspected") or it.kind not in TALK]
    opened(MARINA)
    pane, wanted = opened(EMMA), []
    line = pane.top.suspected
    assert line.no.isVisible()
    pane.header.wanted.connect(wanted.append)
    line.no.click()
    assert wanted == ["junk-choose"]


def test_a_letter_whose_copy_came_back_is_sent_with_a_remark(opened, desk) -> None:
    talk = talk_of(desk, EMMA)
    why = Reason("mail.2.2", address="boss@partner.example", said="")
    last = next(it for it in reversed(talk.entries) if it.kind is EntryKind.MESSAGE_IN)
    sent = replace(last, kind=EntryKind.MESSAGE_OUT, delivery=DeliveryState.SENT, delivery_reason=why)
    words = opened(EMMA)._words
    assert words.delivery(sent) == "sent; a copy did not arrive: The mailbox boss@partner.example is full."
    assert words.delivery(replace(sent, delivery_reason="")) == "sent"


def test_files_that_stayed_in_the_original_are_told_in_the_row_and_to_a_screen_reader(opened, desk) -> None:
    desk.receive(talk_of(desk, EMMA).id, "The pictures", files_left=3, to="shop@example.org")
    pane = opened(EMMA)
    model = pane._model
    item = model.item(model.rowCount() - 1)
    left = "3 more files are not shown; the server keeps the whole letter"
    assert pane._words.headline(item.entry)[1] == f"{left} · to shop@example.org"
    assert left in pane._words.sentence(item)
    set_language("ru")
    assert pane._words.headline(item.entry)[1].startswith("ещё 3 файла не показаны; ")
