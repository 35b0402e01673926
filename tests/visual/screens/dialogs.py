"""Settings, keys and what needs attention."""

from PySide6.QtWidgets import QWidget

from app.client.row import ChangeState
from app.client.settings import Settings
from app.commands.message import Reply
from app.domain.channel import Channel
from tests.fakes.desk import FakeDesk
from tests.visual.shot import Occasion, screen
from ui.bridge.desk_bridge import DeskBridge
from ui.shell.about import KeysDialog
from ui.shell.attention import AttentionDialog
from ui.shell.rail_model import place_names
from ui.shell.settings_dialog import SettingsDialog


@screen("settings", sizes=[(560, 372)])
def settings(occasion: Occasion) -> QWidget:
    """All declared settings."""
    return SettingsDialog(Settings(language=occasion.language))


@screen("keys", sizes=[(560, 560)])
def keys(occasion: Occasion) -> QWidget:
    """All keys, places by their names."""
    return KeysDialog(views=place_names(FakeDesk(locale=occasion.language).queries))


@screen("attention", sizes=[(824, 416)])
def attention(occasion: Occasion) -> QWidget:
    """A held reply beside what is new."""
    desk = FakeDesk(online=False, locale=occasion.language)
    bridge = DeskBridge(desk)
    talk = next(talk for talk in desk.talks.values() if talk.number == 1204)
    reply = Reply(talk.id, bridge.new_id(), "Марина Андреевна, курьер приедет сегодня до 20:30.", Channel.CHAT, 1)
    change = bridge.submit(reply)
    news = {"messages": [{"text": "Планы изменились, привезите завтра после шести."}]}
    desk.refuse(change, ChangeState.HELD, "newer_messages", **news)
    dialog = AttentionDialog(bridge)
    bridge.setParent(dialog)
    return dialog
