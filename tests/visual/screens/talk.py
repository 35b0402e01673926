"""The talk and the composer by themselves: everything that can stand in them, one below the other."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.client.row import ChangeState
from app.commands.message import Reply
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.entry import EntryKind
from tests.fakes.desk import FakeDesk
from tests.fakes.people import ME, Talk, Writer, at, fake_id
from tests.ui.talk import EMMA, IGOR, MARINA, talk_of
from tests.visual.shot import Occasion, screen
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.composer import Composer
from ui.conversation.pane import ConversationPane

_QUOTED = "Спасибо, подождём.\n\n12 ноября 2025 г., 14:10, Дом и Свет написал:\n> Курьер выезжает в 18:30.\n> Анна"


def _fill(talk: Talk) -> None:
    """What Marina's talk has not yet: our answers in each state, a folded quote, ends of promises, a refused call."""
    write = Writer(talk)
    missed = {"text": "Привезти 11 ноября до 18:00", "due_at": at("18:00", days=1).isoformat(), "state": "broken"}
    write.add(EntryKind.PROMISE, at("14:29"), missed | {"promise_id": str(fake_id("promise", 3))})
    write.add(EntryKind.CALL, at("14:29"), {"direction": "missed", "seconds": 0, "text": ""})
    write.answered("14:30", "Да, Марина Андреевна: курьер приедет сегодня с 18:30 до 20:30.")
    write.said("14:31", _QUOTED, Channel.EMAIL)
    letter = {"channel": "email", "text": "Номер курьера пришлём до 17:30.", "to": "m.sokolova@example.org"}
    write.add(EntryKind.MESSAGE_OUT, at("14:31"), letter, ME)
    failed = replace(talk.entries[-1], delivery=DeliveryState.FAILED, delivery_reason="ящик переполнен")
    talk.entries[-1] = failed
    kept = {"text": "Назвать дату замены", "due_at": at("15:00").isoformat(), "state": "kept"}
    write.add(EntryKind.PROMISE, at("14:32"), kept | {"promise_id": str(fake_id("promise", "marina"))}, ME)
    write.add(EntryKind.STATUS, at("14:32"), {"from": "open", "to": "waiting_customer"}, ME)


@screen("timeline", sizes=[(580, 1200)])
def timeline(occasion: Occasion) -> QWidget:
    """Every kind of row, as in mock-ups 01 and 01b."""
    desk = FakeDesk(locale=occasion.language)
    _fill(talk_of(desk, MARINA))
    pane = ConversationPane(DeskBridge(desk))
    pane.resize(*occasion.size)
    pane.open(talk_of(desk, MARINA).id)
    return pane


@screen("composer", sizes=[(580, 970)])
def composer(occasion: Occasion) -> QWidget:
    """A reply with a file, a note, texts to reuse, and an answer that was held."""
    desk = FakeDesk(locale=occasion.language)
    page = QWidget()
    page.setProperty("surface", "conversation")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column, bridge = QVBoxLayout(page), DeskBridge(desk, page)
    column.setContentsMargins(0, 0, 0, 0)
    for fill in (_reply, _note, _texts, _held):
        made = Composer(bridge)
        column.addWidget(made)
        fill(made, desk)
    column.addStretch(1)
    return page


def _opened(made: Composer, desk: FakeDesk, number: int) -> None:
    card = desk.queries.card(talk_of(desk, number).id)
    assert card is not None
    made.open(card, desk.queries.customer(card.row.customer_id))
    made.set_seen(card.seen_seq)


def _reply(made: Composer, desk: FakeDesk) -> None:
    kept = [desk.keep_file(name, kind, name.encode()) for name, kind in (("Счёт.pdf", "application/pdf"),)]
    desk.draft_files[talk_of(desk, MARINA).id] = tuple(replace(it, size=1_258_291) for it in kept)
    _opened(made, desk, MARINA)
    made.reply_editor.insert("Марина Андреевна, добрый день! Новый плафон уже на складе, курьер привезёт его сегодня.")


def _note(made: Composer, desk: FakeDesk) -> None:
    _opened(made, desk, MARINA)
    made.note()
    made.note_editor.insert("@Олег Титов, отложи, пожалуйста, ещё один.")


def _texts(made: Composer, desk: FakeDesk) -> None:
    _opened(made, desk, EMMA)
    made.quick_reply()


def _held(made: Composer, desk: FakeDesk) -> None:
    talk = talk_of(desk, IGOR)
    answer = Reply(talk.id, fake_id("entry", "held"), "Курьер приедет в пятницу.", Channel.EMAIL, 99)
    desk.go_offline()
    desk.refuse(desk.submit(answer), ChangeState.HELD, "newer_messages")
    desk.go_online()
    _opened(made, desk, IGOR)
