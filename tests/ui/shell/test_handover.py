"""A request is handed over with what its receiver should know, and without a key more when there is nothing to say."""

import pytest
from PySide6.QtCore import Qt

from app.client.row import DraftKind
from app.commands.change_queue import ChangeQueue
from app.commands.conversation import AssignConversation
from app.commands.handover import handover_id
from app.commands.message import WriteNote
from app.domain.entry import EntryKind
from tests.fakes.people import DELIVERY, ME, OLEG, SUPPORT
from tests.ui.talk import EMMA, MARINA, talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.shell.assign import AssignDialog
from ui.shell.handover import summary_of
from ui.translation import set_language


def given(desk, kind):
    return [it for it in desk.submitted if isinstance(it, kind)]


@pytest.fixture
def batch(window, desk):
    window.desk_view.navigator.open(talk_of(desk, MARINA).id)
    return window.desk_view.batch


@pytest.fixture
def dialog(qtbot, theme_controller, desk):
    bridge = DeskBridge(desk)
    chosen = []
    card = bridge.queries.card(talk_of(desk, MARINA).id)
    made = AssignDialog(bridge, chosen.append, summary=summary_of(bridge, card))
    bridge.setParent(made)
    qtbot.addWidget(made)
    made.chosen = chosen
    made.show()
    return made


def test_enter_alone_assigns_as_ever_and_writes_nothing(qtbot, dialog):
    assert dialog.focusWidget() is dialog.field
    qtbot.keyClicks(dialog.field, "oleg")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.chosen == [OLEG.id]
    assert dialog.note == ""


def test_whoever_writes_to_the_receiver_gives_the_summary_too_unless_they_take_the_tick_away(qtbot, dialog):
    qtbot.keyClicks(dialog.words.field, "A photo is promised")
    assert dialog.note.startswith("A photo is promised\n\nAbout: Замена плафона, заказ 48-20917")
    dialog.words.sends.click()
    qtbot.keyClicks(dialog.words.field, "!")
    assert dialog.note == "A photo is promised!"


def test_the_summary_can_be_corrected_and_given_with_ctrl_enter(qtbot, dialog):
    dialog.words.summary.selectAll()
    qtbot.keyClicks(dialog.words.summary, "Waits for a date")
    qtbot.keyClick(dialog.words.summary, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.note == "Waits for a date"
    assert dialog.chosen


def test_the_summary_says_what_is_wanted_owed_and_told_already(desk):
    talk = talk_of(desk, MARINA)
    bridge = DeskBridge(desk)
    set_language("ru")
    told = summary_of(bridge, bridge.queries.card(talk.id)).split("\n")
    set_language("en")
    assert told == [
        "О чём: Замена плафона, заказ 48-20917",
        "Клиент пишет: «Добрый день! Есть новости по замене? Сегодня буду дома после шести.»",
        f"По телефону: «{talk.entries[3].payload['text']}»",
        "Письменно ещё не отвечали.",
        "Обещали: Назвать дату замены, до 15:00",
        (
            "Клиент уже сказал, не переспрашивать: заказ 48-20917; файлы: плафон-1.jpg, плафон-2.jpg; "
            "Канал: чат или письмо, без звонков; Обращение: Марина Андреевна, на «вы»; телефон +7 917 555-32-08"
        ),
    ]


def test_what_we_asked_and_were_answered_is_not_to_be_asked_again(desk):
    talk = talk_of(desk, EMMA)
    bridge = DeskBridge(desk)
    ask = "Hello, Emma. What wattage is the lamp? Is it a LED?"
    desk._append(talk, bridge.new_id(), EntryKind.MESSAGE_OUT, {"channel": "email", "text": ask}, seq=2)
    assert "Already asked" not in summary_of(bridge, bridge.queries.card(talk.id))
    desk.receive(talk.id, "It is 60 W, an old bulb.")
    summary = summary_of(bridge, bridge.queries.card(talk.id))
    assert "Already asked and answered: “What wattage is the lamp?” “Is it a LED?”" in summary
    assert f"We answered: “{ask}”" in summary


def test_the_note_goes_before_the_assignment_as_one_act_that_one_undo_takes_back(window, desk, batch):
    talk = talk_of(desk, MARINA)
    desk.go_offline()
    batch.give_to(batch.cards(), OLEG.id, "Ждёт дату замены")
    note, act = desk.submitted[-2:]
    assert isinstance(act, AssignConversation)
    assert isinstance(note, WriteNote)
    assert (note.body, note.mentioned_ids) == ("@Олег Титов\nЖдёт дату замены", [OLEG.id])
    assert note.entry_id == handover_id(act.entry_id)
    assert window.desk_view.undo.bar.accessibleName() == "1 request handed over"
    window.shortcuts["undo-send"].trigger()
    assert talk.assignee == ME
    assert not [it for it in talk.entries if it.entry_id == note.entry_id]
    assert desk.queries.draft(talk.id, DraftKind.NOTE) == note.body
    assert desk.queries.draft(talk.id) == ""


def test_another_queue_is_told_too_and_nobody_is_named(desk, batch):
    batch.give_to(batch.cards(), SUPPORT, "Нужен мастер")
    note, act = desk.submitted[-2:]
    assert isinstance(act, ChangeQueue)
    assert (note.body, note.mentioned_ids, note.entry_id) == ("Нужен мастер", [], handover_id(act.entry_id))


@pytest.mark.parametrize("target", [ME.id, DELIVERY])
def test_without_a_receiver_or_a_change_no_note_is_written(desk, batch, target):
    batch.give_to(batch.cards(), target, "Себе")
    assert not given(desk, WriteNote)


def test_each_of_several_gets_the_words_and_counts_once(window, desk, batch):
    cards = batch.cards_of([talk_of(desk, number).id for number in (MARINA, EMMA)])
    batch.give_to(cards, OLEG.id, "Возьмите, пожалуйста")
    assert len(given(desk, WriteNote)) == len(given(desk, AssignConversation)) == 2
    assert window.desk_view.undo.bar.accessibleName() == "2 requests handed over"


def test_a_word_for_the_receiver_outlives_the_program(batch, desk, monkeypatch, qtbot):
    seen = []
    place = f"assign:{talk_of(desk, MARINA).id}"

    def ended(dialog):
        seen.append(dialog.words.text)
        dialog.words.field.setText("A photo is promised")
        qtbot.waitUntil(lambda: "photo" in desk.drafts.unfinished(place))
        return 0  # the program ends here: nobody has said what becomes of it

    monkeypatch.setattr(AssignDialog, "exec", ended)
    batch.assign()
    batch.assign()
    assert seen[0] == ""
    assert seen[1].startswith("A photo is promised\n\nAbout: Замена плафона")
