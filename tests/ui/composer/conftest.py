"""The composer over an in-memory desk."""

from collections.abc import Callable, Iterator

import pytest

from tests.fakes.desk import FakeDesk
from tests.ui.talk import talk_of
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.composer import Composer
from ui.translation import set_language


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def composer(qtbot, theme_controller, desk) -> Iterator[Composer]:
    made = Composer(DeskBridge(desk))
    qtbot.addWidget(made)
    made.resize(560, 240)
    made.show()
    yield made
    made.flush()
    set_language("en")


@pytest.fixture
def opened(composer, desk) -> Callable[[int], Composer]:
    def open_it(number: int) -> Composer:
        card = desk.queries.card(talk_of(desk, number).id)
        assert card is not None
        composer.open(card, desk.queries.customer(card.row.customer_id))
        composer.set_seen(card.seen_seq)
        return composer

    return open_it
