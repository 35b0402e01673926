"""The computers people are signed in at, in memory: what the server would answer, on the caller's thread."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from app.client.computer import ComputerRow, ComputersThere
from app.client.inbox import Declined
from app.domain.lease import DAYS
from tests.fakes.people import ME, NOW, OLEG, fake_id


class FakeComputers:
    """``declined``: a no to everything. ``asked``: all that was asked for. ``administers``: who looks may do all."""

    def __init__(self, administers: Callable[[], bool] = lambda: True) -> None:
        self.rows: dict[UUID, ComputerRow] = {it.id: it for it in _rows()}
        self.declined: Declined | None = None
        self.asked: list[tuple[str, UUID | None]] = []
        self._administers = administers

    def mine(self) -> ComputersThere | Declined:
        self.asked.append(("mine", None))
        return self._there(only_mine=True)

    def everybody(self) -> ComputersThere | Declined:
        self.asked.append(("everybody", None))
        return self._there(only_mine=False) if self._administers() else Declined("forbidden")

    def sign_out(self, computer_id: UUID) -> ComputerRow | Declined:
        self.asked.append(("sign_out", computer_id))
        return self._put(computer_id, signed_out=True)

    def let_in(self, computer_id: UUID) -> ComputerRow | Declined:
        self.asked.append(("let_in", computer_id))
        row = self.rows.get(computer_id)
        if row is not None and row.signed_out and not (row.may_return or self._administers()):
            return self.declined or Declined("forbidden")
        return self._put(computer_id, signed_out=False)

    def _put(self, computer_id: UUID, *, signed_out: bool) -> ComputerRow | Declined:
        row = self.rows.get(computer_id)
        if self.declined is not None or row is None:
            return self.declined or Declined("not_found" if self._administers() else "forbidden")
        if row.user_id != ME.id and not self._administers():
            return Declined("forbidden")
        row = self.rows[computer_id] = replace(row, signed_out=signed_out, may_return=signed_out)
        return row

    def _there(self, *, only_mine: bool) -> ComputersThere | Declined:
        rows = [it for it in self.rows.values() if it.user_id == ME.id or not only_mine]
        return self.declined or ComputersThere(sorted(rows, key=lambda it: it.seen_at, reverse=True), DAYS)


def _rows() -> list[ComputerRow]:
    def row(name: str, user: tuple[UUID, str], seen: timedelta, since: timedelta) -> ComputerRow:
        return ComputerRow(fake_id("computer", name), *user, name, NOW - seen, NOW - since)

    anna, oleg = (ME.id, ME.name), (OLEG.id, OLEG.name)
    return [
        replace(row("kazan-desk-14", anna, timedelta(minutes=1), timedelta(days=71)), here=True),
        row("anna-laptop", anna, timedelta(days=2, hours=3), timedelta(days=240)),
        replace(
            row("old-reception", anna, timedelta(days=60), timedelta(days=500)), signed_out=True, may_return=True
        ),
        row("oleg-home", oleg, timedelta(hours=4), timedelta(days=12)),
    ]  # fmt: skip
