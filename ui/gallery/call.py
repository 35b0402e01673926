"""The panel of a call in each of its states, with a clock that stands still."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain, repeat
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout

from app.client.call import HandCall
from app.client.caller import CallerRequest, CallerRow
from app.domain.call import Direction
from app.language.phone import number_of
from ui.calls.panel import CallPanel
from ui.widgets.fact import SectionHeader

_NOW = datetime(2025, 11, 12, 11, 32, tzinfo=UTC)
_MARINA = CallerRow(UUID(int=1), "Марина Соколова", (CallerRequest(UUID(int=2), 1204, "Замена плафона"),))
_TALKED_S, _WRITTEN_S = 105, 12


def calls(column: QVBoxLayout) -> None:
    """It rings; they talk; they talk beside another request; the work after it."""
    for name, state, away in (
        ("Звонят", _offered, False),
        ("Разговор", _talking, False),
        ("Разговор, открыто другое обращение", _talking, True),
        ("После звонка", _ended, False),
    ):
        column.addWidget(SectionHeader(name))
        panel = CallPanel()
        column.addWidget(panel)
        panel.set_away(away)
        panel.show_call(state())
        panel.notes.setPlainText("Согласна на замену, удобно после 18:00.")


def _offered() -> HandCall:
    return HandCall(number_of("+7 917 555-32-08"), Direction.IN, _MARINA, lambda: 0.0, lambda: _NOW)


def _talking() -> HandCall:
    return _spoken([0, 0], _TALKED_S)


def _ended() -> HandCall:
    call = _spoken([0, 0, _TALKED_S], _TALKED_S + _WRITTEN_S)
    call.end()
    return call


def _spoken(first: Sequence[int], then: int) -> HandCall:
    """``first``: what its clock says as it begins, as it is answered and as it ends; ``then``: ever after."""
    clock = chain(first, repeat(then))
    call = HandCall(number_of("+7 917 555-32-08"), Direction.IN, _MARINA, lambda: next(clock), lambda: _NOW)
    call.answer()
    return call
