"""Settings, keys and what needs attention."""

from dataclasses import replace
from uuid import UUID

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget

from app.client.computer import ComputersThere
from app.client.row import ChangeState
from app.client.settings import SettingGroup, Settings
from app.commands.conversation import ResolveConversation
from app.commands.message import Reply
from app.domain.channel import Channel
from app.domain.role import SHARE_TEXTS
from app.domain.work_state import WorkState
from tests.fakes.desk import FakeDesk
from tests.fakes.people import OLEG, USERS, Talk
from tests.visual.shot import Occasion, screen
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.new_letter import NewLetterDialog
from ui.composer.template_dialog import TemplateDialog
from ui.conversation.promise_times import PromiseTimesDialog
from ui.outbox.dialog import OutboxDialog
from ui.promises import owed_in
from ui.settings.computers import ADMINISTER, EVERYBODY, ComputersPage
from ui.settings.dialog import SettingsDialog
from ui.shell.assign import AssignDialog
from ui.shell.handover import summary_of
from ui.shell.key_book import KeyBook
from ui.shell.key_sheet import KeysDialog
from ui.shell.keys_page import KeysPage
from ui.shell.rail_model import place_names
from ui.shell.shortcuts import Shortcuts


@screen("settings", sizes=[(824, 560)])
def settings(occasion: Occasion) -> QWidget:
    """All declared settings."""
    return SettingsDialog(Settings(language=occasion.language))


def _keys(kind: type[QWidget], *more: object) -> QWidget:
    """A sheet of the keys of a window that goes with it."""
    bar = QMenuBar()
    shortcuts = Shortcuts(bar, bar)
    shortcuts.name_views(place_names(FakeDesk().queries))
    sheet = kind(shortcuts, *more)
    bar.setParent(sheet)
    bar.hide()
    return sheet


@screen("keys", sizes=[(560, 560)])
def keys(occasion: Occasion) -> QWidget:
    """All keys, places by their names."""
    return _keys(KeysDialog)


@screen("settings-keys", sizes=[(824, 560)])
def settings_keys(occasion: Occasion) -> QWidget:
    """Keys that can be changed, with a clash."""
    page = _keys(KeysPage, KeyBook())
    dialog = SettingsDialog(Settings(language=occasion.language), extra={SettingGroup.KEYS: page})
    dialog.go_to("keys")
    assert isinstance(page, KeysPage)
    page.table.selectRow(2)
    page.edit.setKeySequence(QKeySequence("Ctrl+E"))
    return dialog


@screen("outbox", sizes=[(980, 560), (824, 420)])
def outbox(occasion: Occasion) -> QWidget:
    """A held reply beside what is new, a status somebody else changed, what waits, what was given up."""
    desk = FakeDesk(online=False, locale=occasion.language)
    bridge = DeskBridge(desk)
    talks = {talk.number: talk for talk in desk.talks.values()}
    marina = talks[1204]
    first, second = [it for it in talks.values() if it is not marina][:2]

    def write(talk: Talk, text: str) -> UUID:
        desk.advance(minutes=4)
        change = bridge.submit(Reply(talk.id, bridge.new_id(), text, Channel.CHAT, 1))
        assert change is not None
        return change

    given_up = write(first, "Добрый день! Отправим завтра.")
    desk.discard(given_up)
    write(second, "Здравствуйте! Проверяю оплату и вернусь через десять минут.")
    solved = bridge.submit(ResolveConversation(first.id, bridge.new_id(), first.status_rev))
    assert solved is not None
    held = write(marina, "Марина Андреевна, курьер приедет сегодня до 20:30.")
    news = {"messages": [{"author": "Марина Соколова", "text": "Планы изменились, привезите завтра после шести."}]}
    desk.refuse(solved, ChangeState.CONFLICT, "status_changed", status="on_hold")
    desk.refuse(held, ChangeState.HELD, "newer_messages", **news)
    dialog = OutboxDialog(bridge)
    bridge.setParent(dialog)
    dialog.list.setCurrentRow(2)
    return dialog


@screen("assign", sizes=[(560, 560)])
def assign(occasion: Occasion) -> QWidget:
    """To whom a request goes, what they do just now, and what they should know: nothing is given yet."""
    desk = FakeDesk(locale=occasion.language)
    desk.presence.everybody({OLEG.id: WorkState.LUNCH, USERS[3].id: WorkState.AVAILABLE})
    bridge = DeskBridge(desk)
    card = desk.queries.card(next(talk.id for talk in desk.talks.values() if talk.number == 1204))
    assert card is not None
    dialog = AssignDialog(bridge, print, summary=summary_of(bridge, card))
    bridge.setParent(dialog)
    return dialog


@screen("texts", sizes=[(784, 480)])
def texts(occasion: Occasion) -> QWidget:
    """Texts to reuse, one with a file open."""
    desk = FakeDesk(locale=occasion.language)
    desk.allowed = {SHARE_TEXTS}
    bridge = DeskBridge(desk)
    dialog = TemplateDialog(bridge)
    bridge.setParent(dialog)
    dialog.list.setCurrentRow(2)
    return dialog


def _computers(desk: FakeDesk, occasion: Occasion) -> tuple[SettingsDialog, ComputersPage]:
    bridge = DeskBridge(desk)
    page = ComputersPage(bridge)
    page.scope.choose(EVERYBODY)
    there = desk.computers.everybody()
    assert isinstance(there, ComputersThere)
    page._on_listed((EVERYBODY, there))
    dialog = SettingsDialog(Settings(language=occasion.language), extra={SettingGroup.COMPUTERS: page})
    bridge.setParent(dialog)
    dialog.go_to("computers")
    return dialog, page


@screen("settings-computers", sizes=[(824, 560)])
def settings_computers(occasion: Occasion) -> QWidget:
    """Everybody's computers, as an administrator has them, with the question before one is signed out."""
    desk = FakeDesk(locale=occasion.language)
    desk.allowed = {ADMINISTER}
    dialog, page = _computers(desk, occasion)
    page.list.setCurrentRow(1)
    page.act.click()
    return dialog


@screen("settings-computers-offline", sizes=[(824, 560)])
def settings_computers_offline(occasion: Occasion) -> QWidget:
    """What was known when the server went away."""
    desk = FakeDesk(locale=occasion.language)
    desk.allowed = {ADMINISTER}
    dialog, _page = _computers(desk, occasion)
    desk.go_offline()
    return dialog


@screen("new-letter", sizes=[(420, 300)])
def new_letter(occasion: Occasion) -> QWidget:
    """To a customer who has a request already."""
    desk = FakeDesk(locale=occasion.language)
    talk = next(it for it in desk.talks.values() if it.number == 1204)
    talk.customer = replace(talk.customer, addresses=((Channel.EMAIL, "marina@example.ru"),))
    mailboxes = [it for it in desk.queries.inboxes() if it.channel is Channel.EMAIL]
    dialog = NewLetterDialog(desk.queries.addressee, mailboxes)
    dialog.to.setText("marina@example.ru")
    return dialog


@screen("promise-times", sizes=[(420, 400)])
def promise_times(occasion: Occasion) -> QWidget:
    """Two promises of two requests, one of them moved to a time that is typed."""
    desk = FakeDesk(locale=occasion.language)
    bridge = DeskBridge(desk)
    talk = next(it for it in desk.talks.values() if it.number == 1204)
    (owed,) = owed_in(desk.queries, talk.id)
    other = replace(owed, id=bridge.new_id(), text="Перезвонить и рассказать, что ответил завод", due_at=desk.now())
    dialog = PromiseTimesDialog(bridge.now(), [(owed, "№ 1204"), (other, "№ 1212")])
    bridge.setParent(dialog)
    box = dialog.boxes[other.id]
    box.choice.setCurrentIndex(box.choice.count() - 1)
    return dialog
