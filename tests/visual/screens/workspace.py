"""The workspace: the whole window over the fake desk, online and offline."""

from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from app.commands.block import BlockCustomer
from tests.fakes.desk import FakeDesk
from tests.fakes.people import fake_id
from tests.visual.shot import NORMAL, Occasion, screen, settle
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.composer import Composer
from ui.shell.handover import summary_of
from ui.shell.layout import LayoutStore
from ui.shell.panes import build_screens
from ui.shell.window import MainWindow

_ROUNDS = 100


def make_window(occasion: Occasion, desk: FakeDesk) -> MainWindow:
    """A window with Marina's conversation open."""
    settings = QSettings(str(Path(mkdtemp(prefix="deskhand-shot-")) / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(occasion.controller, LayoutStore(settings))
    window.resize(*occasion.size)
    window.show()
    bridge = DeskBridge(desk, window)
    window.attach(bridge, build_screens(bridge, window.show_list(bridge)))
    settle(window)
    assert window.desk_view is not None
    view = window.desk_view.workspace.list_pane.view
    marina = next(talk.id for talk in desk.talks.values() if talk.number == 1204)
    view.setCurrentIndex(view.index_of(marina))
    window.activateWindow()
    view.setFocus()
    settle(window)
    return window


def close(window: QWidget) -> None:
    """Let go of the desk before the window goes."""
    assert isinstance(window, MainWindow)
    window.detach()


@screen("workspace", sizes=[NORMAL, (1366, 768), (1280, 1024), (1920, 1080), (960, 600)], close=close)
def workspace(occasion: Occasion) -> QWidget:
    """Mock-ups 01, 01b and 01c."""
    return make_window(occasion, FakeDesk(locale=occasion.language))


@screen("workspace-offline", close=close)
def workspace_offline(occasion: Occasion) -> QWidget:
    """The left half of mock-up 02."""
    desk = FakeDesk(locale=occasion.language)
    desk.go_offline()
    return make_window(occasion, desk)


@screen("workspace-chat", close=close)
def workspace_chat(occasion: Occasion) -> QWidget:
    """A chat whose visitor is writing, has read the answer, and was blocked once."""
    desk = FakeDesk(locale=occasion.language)
    marina = next(talk for talk in desk.talks.values() if talk.number == 1204)
    marina.customer = replace(marina.customer, facts=marina.customer.facts | {"page": "https://shop.example/lamps"})
    desk.receive(marina.id, "Вы там?")
    desk.submit(BlockCustomer(marina.id, fake_id("entry", 9_001), 7))
    window = make_window(occasion, desk)
    desk.customer_types(marina.id, seconds=60)
    settle(window)
    return window


@screen("workspace-handover", sizes=[NORMAL, (1366, 768)], close=close)
def workspace_handover(occasion: Occasion) -> QWidget:
    """A request that a colleague gave with words and the summary."""
    desk = FakeDesk(locale=occasion.language)
    marina = next(talk for talk in desk.talks.values() if talk.number == 1204)
    words = "Склад уже отложил плафон, осталось назвать время курьера."
    card = desk.queries.card(marina.id)
    assert card is not None
    desk.hand_over(marina.id, f"{words}\n\n{summary_of(DeskBridge(desk), card)}")
    return make_window(occasion, desk)


@screen("palette", sizes=[NORMAL, (960, 600)], close=close)
def palette(occasion: Occasion) -> QWidget:
    """Mock-up 04."""
    window = make_window(occasion, FakeDesk(locale=occasion.language))
    assert window.desk_view is not None
    palette, answers = window.desk_view.finder.palette, list[bool]()
    palette.answered.connect(lambda: answers.append(True))
    window.desk_view.finder.open("прос" if occasion.language == "ru" else "re")
    for _ in range(_ROUNDS):
        settle(window)
        if answers:
            break
    palette.list.setCurrentIndex(palette.model.index(palette.model.step(-1, 1)))  # whichever answer came first
    return window


@screen("workspace-texts", close=close)
def workspace_texts(occasion: Occasion) -> QWidget:
    """Texts to reuse are offered for a letter, one with a file; its file was put in before."""
    desk = FakeDesk(locale=occasion.language)
    window = make_window(occasion, desk)
    assert window.desk_view is not None
    view = window.desk_view.workspace.list_pane.view
    view.setCurrentIndex(view.index_of(next(talk.id for talk in desk.talks.values() if talk.number == 1209)))
    settle(window)
    composer = window.findChild(Composer, "composer")
    assert composer is not None
    composer.quick_reply(next(it for it in desk.queries.templates() if it.files))
    composer.quick_reply()
    settle(window)
    return window
