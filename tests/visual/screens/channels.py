"""Settings › Channels: the list in several states, and the steps of adding a mailbox."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QScrollArea, QWidget

from app.domain.channel import Channel
from tests.fakes.desk import FakeDesk
from tests.fakes.office import GOOD, YANDEX
from tests.visual.shot import Occasion, screen
from ui.bridge.desk_bridge import DeskBridge
from ui.channels.add import AddDialog
from ui.channels.dialog import ADMINISTER, ChannelsDialog
from ui.channels.settings import ChannelSettings

LIST, STEP = (746, 420), (560, 420)


def _desk(occasion: Occasion) -> FakeDesk:
    desk = FakeDesk(locale=occasion.language)
    desk.allowed = {ADMINISTER}
    return desk


def _listed(desk: FakeDesk) -> QWidget:
    bridge = DeskBridge(desk)
    dialog = ChannelsDialog(bridge)
    bridge.setParent(dialog)
    dialog.choose(desk.office.put().id)
    return dialog


def _settings(occasion: Occasion, channel: Channel) -> ChannelSettings:
    desk = _desk(occasion)
    row = next(it for it in desk.office.rows.values() if it.channel is channel)
    kept = {
        "acknowledgement": {"on": True, "contacts": {"ru": "+7 843 555-01-44"}},
        "origins": ["https://domisvet.example", "https://www.domisvet.example"],
        "rules": {"forms": [{"from": "robot@domisvet.example", "take": "line", "label": "E-mail"}]},
    }
    week = {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")} | {"sat": ["10:00-15:00"]}
    off = [f"2027-01-0{day}" for day in range(1, 9)] + ["2026-11-12", "2027-02-23", "2026-05-09"]
    hours = {"week": week, "holidays": off}
    bridge = DeskBridge(desk)
    dialog = ChannelSettings(bridge, replace(row, settings=row.settings | kept, hours=hours))
    bridge.setParent(dialog)
    return dialog


def _step(occasion: Occasion) -> AddDialog:
    bridge = DeskBridge(_desk(occasion))
    dialog = AddDialog(bridge)
    bridge.setParent(dialog)
    dialog.address.address.field.setText("help@domisvet.example")
    return dialog


@screen("channels", sizes=[LIST])
def channels(occasion: Occasion) -> QWidget:
    """All is well, older letters are coming in."""
    desk = _desk(occasion)
    desk.office.put(import_state="running", import_total=18_240, import_done=6_120)
    return _listed(desk)


@screen("channels-broken", sizes=[LIST])
def broken(occasion: Occasion) -> QWidget:
    """Somebody changed the password."""
    desk = _desk(occasion)
    since = desk.now() - timedelta(minutes=12)
    desk.office.put(state="wrong_password", since_at=since, said="[AUTHENTICATIONFAILED] Authentication failed.")
    return _listed(desk)


@screen("channel-settings", sizes=[(560, 640)])
def settings(occasion: Occasion) -> QWidget:
    """What a mailbox says to its customers."""
    return _settings(occasion, Channel.EMAIL)


@screen("channel-settings-chat", sizes=[(560, 640)])
def settings_of_a_chat(occasion: Occasion) -> QWidget:
    """Where a chat may stand."""
    return _settings(occasion, Channel.CHAT)


@screen("channel-hours", sizes=[(560, 560)])
def hours(occasion: Occasion) -> QWidget:
    """Opening hours and days off, with one that is none."""
    dialog = _settings(occasion, Channel.CHAT)
    dialog.hours.days_off.line.setText("31 июня" if occasion.language == "ru" else "31 June")
    dialog.hours.days_off.add.click()
    area = dialog.findChild(QScrollArea)
    assert area is not None
    bar = area.verticalScrollBar()
    bar.rangeChanged.connect(lambda _low, high: bar.setValue(high))
    return dialog


@screen("channels-offline", sizes=[LIST])
def offline(occasion: Occasion) -> QWidget:
    """The server is away, so nothing can be changed."""
    desk = _desk(occasion)
    desk.go_offline()
    return _listed(desk)


@screen("mailbox-address", sizes=[STEP])
def address(occasion: Occasion) -> QWidget:
    """The first step."""
    return _step(occasion)


@screen("mailbox-access", sizes=[STEP])
def access(occasion: Occasion) -> QWidget:
    """A known provider."""
    dialog = _step(occasion)
    dialog._on_found(YANDEX)
    return dialog


@screen("mailbox-servers", sizes=[STEP])
def servers(occasion: Occasion) -> QWidget:
    """A company's own domain, with what was found wrong."""
    dialog = _step(occasion)
    dialog._on_found(type(YANDEX)(settings={"imap_host": "mail.domisvet.example", "imap_port": 993}))
    return dialog


@screen("mailbox-found", sizes=[STEP])
def found(occasion: Occasion) -> QWidget:
    """What the try told."""
    dialog = _step(occasion)
    dialog._on_found(YANDEX)
    dialog._on_tested(GOOD)
    return dialog


@screen("mailbox-day", sizes=[STEP])
def day(occasion: Occasion) -> QWidget:
    """The last step."""
    dialog = _step(occasion)
    dialog._on_found(YANDEX)
    dialog._on_tested(GOOD)
    dialog._on_next()
    return dialog
