"""The pane over an in-memory desk."""

from collections.abc import Callable, Iterator

import pytest

from tests.fakes.desk import FakeDesk
from tests.ui.talk import talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.composer import Composer
from ui.conversation.pane import ConversationPane
from ui.translation import set_language


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def pane(qtbot, theme_controller, desk) -> Iterator[ConversationPane]:
    bridge = DeskBridge(desk)
    made = ConversationPane(bridge)
    made.set_composer(Composer(bridge))
    qtbot.addWidget(made)
    made.resize(580, 780)
    made.show()
    yield made
    made.hide()
    made.flush()
    set_language("en")


@pytest.fixture
def opened(pane, desk) -> Callable[[int], ConversationPane]:
    def open_it(number: int) -> ConversationPane:
        pane.open(talk_of(desk, number).id)
        return pane

    return open_it
