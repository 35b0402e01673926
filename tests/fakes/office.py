"""The administration of inboxes in memory: what the server would answer, on the caller's thread."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.client.inbox import Declined, InboxRow, WayOutTrouble
from app.domain.channel import Channel
from app.protocol.inbox import (
    AddInbox,
    ChangeInbox,
    FoundInbox,
    InboxShown,
    SetHours,
    SignInBegun,
    SignInState,
    TestedInbox,
    TestInbox,
    Verdict,
)
from tests.fakes.people import QUEUES, fake_id

GOOD = TestedInbox(
    imap=Verdict(), smtp=Verdict(), folders=["INBOX", "Отправленные", "Спам"], sent_folder="Отправленные",
    count=18_240, oldest=date(2018, 3, 1), newest=date(2026, 11, 12),
)  # fmt: skip
YANDEX = FoundInbox(
    provider="yandex", title="Yandex 360", password="app", sign_in=True,
    password_url="https://id.yandex.ru/security/app-passwords", access_url="https://mail.yandex.ru/#setup/client",
    settings={"imap_host": "imap.yandex.ru", "imap_port": 993, "smtp_host": "smtp.yandex.ru", "provider": "yandex"},
)  # fmt: skip


class FakeOffice:
    """``found``, ``tested``, ``signed_in``: what it answers next; ``declined``: a no to everything. ``asked``: all."""

    def __init__(self, now: datetime, tell: Callable[[], None]) -> None:
        self.rows: dict[UUID, InboxRow] = {it.id: it for it in _rows(now)}
        self.found, self.tested = YANDEX, GOOD
        self.signed_in = SignInState(state="done")
        self.declined: Declined | None = None
        self.keeps_days_off = True
        self.shut: dict[UUID, WayOutTrouble] = {}
        self.asked: list[tuple[str, Any]] = []
        self._tell = tell

    def find(self, address: str) -> FoundInbox | Declined:
        return self._answer("find", address, self.found)

    def test(self, wish: TestInbox) -> TestedInbox | Declined:
        return self._answer("test", wish, self.tested)

    def add(self, wish: AddInbox, key: UUID) -> InboxShown | Declined:
        row = InboxRow(
            fake_id("inbox", wish.address), wish.name, Channel.EMAIL, wish.address, QUEUES[0].id, QUEUES[0].name,
            dict(wish.settings), "connecting",
        )  # fmt: skip
        return self._write("add", wish, row)

    def change(self, inbox_id: UUID, change: ChangeInbox) -> InboxShown | Declined:
        row = self.rows[inbox_id]
        settings = {name: it for name, it in {**row.settings, **change.settings}.items() if it is not None}
        return self._write("change", change, replace(row, settings=settings, state="idle"))

    def pause(self, inbox_id: UUID, paused: bool) -> InboxShown | Declined:
        row = self.rows[inbox_id]
        settings = {**row.settings, "paused": paused}
        return self._write("pause", paused, replace(row, settings=settings, state="paused" if paused else "idle"))

    def import_old(self, inbox_id: UUID, act: str) -> InboxShown | Declined:
        state = {"start": "running", "stop": "stopped", "undo": "undoing"}[act]
        return self._write("import", act, replace(self.rows[inbox_id], import_state=state))

    def set_hours(self, inbox_id: UUID, wish: SetHours) -> InboxShown | Declined:
        row = self.rows[inbox_id]
        if wish.holidays and not self.keeps_days_off:
            self._write("hours", wish, replace(row, hours={"week": wish.week}))
            return Declined("no_days_off")
        written = {"week": wish.week, "holidays": [it.isoformat() for it in wish.holidays or ()]}
        hours = {"queues": {str(row.queue_id): written}} if wish.own else written
        return self._write("hours", wish, replace(row, hours=hours))

    def ways_out(self) -> Mapping[UUID, WayOutTrouble] | Declined:
        return self.declined or dict(self.shut)

    def begin_sign_in(self, provider: str, address: str) -> SignInBegun | Declined:
        begun = SignInBegun(id=fake_id("sign-in", address), url=f"https://provider.example/{provider}")
        return self._answer("sign_in", (provider, address), begun)

    def sign_in_state(self, sign_in_id: UUID) -> SignInState | Declined:
        return self._answer("sign_in_state", sign_in_id, self.signed_in)

    # ------------------------------------------------------------------ what a test does

    def put(self, **changes: Any) -> InboxRow:
        """The mailbox of the shop stands otherwise."""
        row = replace(next(it for it in self.rows.values() if it.channel is Channel.EMAIL), **changes)
        self.rows[row.id] = row
        self._tell()
        return row

    def _answer(self, name: str, value: Any, answer: Any) -> Any:
        self.asked.append((name, value))
        return self.declined or answer

    def _write(self, name: str, value: Any, row: InboxRow) -> InboxShown | Declined:
        self.asked.append((name, value))
        if self.declined is not None:
            return self.declined
        self.rows[row.id] = row
        return InboxShown(id=row.id, channel=row.channel, name=row.name, address=row.address, queue_id=row.queue_id)


def _rows(now: datetime) -> list[InboxRow]:
    queue = QUEUES[0]
    return [
        InboxRow(
            fake_id("inbox", "mail"), "Поддержка", Channel.EMAIL, "help@domisvet.example", queue.id, queue.name,
            {"imap_host": "imap.yandex.ru", "imap_port": 993, "smtp_host": "smtp.yandex.ru", "auth": "password"},
            "idle", since_at=now - timedelta(hours=3), checked_at=now - timedelta(minutes=2),
        ),
        InboxRow(fake_id("inbox", "chat"), "Чат на сайте", Channel.CHAT, "shop", queue.id, queue.name),
    ]  # fmt: skip
