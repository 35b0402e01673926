"""A desk whose operator may administer channels."""

import pytest

from tests.fakes.desk import FakeDesk
from ui.bridge.desk_bridge import DeskBridge
from ui.channels.dialog import ADMINISTER


@pytest.fixture
def desk():
    made = FakeDesk(locale="en")
    made.allowed = {ADMINISTER}
    return made


@pytest.fixture
def bridge(desk, qtbot, theme_controller):
    made = DeskBridge(desk)
    yield made
    made.deleteLater()
