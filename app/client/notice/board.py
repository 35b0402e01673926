"""The notice board of the operating system, behind a port: a library's event loop on a thread of its own."""

import asyncio
import html
import logging
import sys
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID


class Board(Protocol):
    """Shows short notices outside of our window. Every call returns at once."""

    def show(self, notice_id: UUID, title: str, body: str, *, urgent: bool = False) -> None:
        """Put one up; the same id again takes the place of the former."""

    def withdraw(self, notice_id: UUID) -> None:
        """Take one down that has been seen elsewhere; nothing happens when it is not there."""

    def close(self) -> None:
        """Take down all of ours and end."""


class DesktopBoard:
    """``Board`` of Windows, macOS and freedesktop.

    ``clicked`` and ``failed`` are called with the notice's id on the board's own thread. The library is imported there
    with the first notice: neither the start nor a desk that is never told anything pays for it.
    """

    def __init__(self, icon: Path, clicked: Callable[[UUID], None], failed: Callable[[UUID], None]) -> None:
        self._icon = icon
        self._clicked = clicked
        self._failed = failed
        self._up: dict[UUID, str] = {}  # ids of the library; used on the loop only
        self._notifier: Any = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._turn = asyncio.Lock()

    def show(self, notice_id: UUID, title: str, body: str, *, urgent: bool = False) -> None:
        """Put one up."""
        notice = (notice_id, title, body, urgent)
        asyncio.run_coroutine_threadsafe(self._in_turn(lambda: self._show(*notice)), self._running())

    def withdraw(self, notice_id: UUID) -> None:
        """Take one down."""
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._in_turn(lambda: self._withdraw(notice_id)), self._loop)

    def close(self, seconds: float = 1.0) -> None:
        """Take down all of ours and end, within that time."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            return
        self._loop = self._thread = None
        asyncio.run_coroutine_threadsafe(self._in_turn(lambda: self._end(seconds)), loop)
        thread.join(2 * seconds)

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=_run, args=(self._loop,), name="deskhand-board", daemon=True)
            self._thread.start()
        return self._loop

    # ------------------------------------------------------------------ on the loop

    async def _in_turn(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """One after the other: the library opens its connection with the first notice, and would open two."""
        async with self._turn:
            await work()

    async def _show(self, notice_id: UUID, title: str, body: str, urgent: bool) -> None:
        from desktop_notifier import Notification, Urgency

        await self._withdraw(notice_id)
        sent: list[bool] = []
        notice = Notification(
            title, told(body),
            urgency=Urgency.Critical if urgent else Urgency.Normal,
            on_dispatched=lambda: sent.append(True),
            on_clicked=lambda: self._on_clicked(notice_id),
        )  # fmt: skip
        await self._made().send_notification(notice)
        if sent:
            self._up[notice_id] = notice.identifier
        else:
            await self._hang_up()
            self._failed(notice_id)

    async def _hang_up(self) -> None:
        """Without a notice service the library leaves the bus it has opened; for the next notice it opens another."""
        backend = getattr(self._notifier, "_backend", None)
        if getattr(backend, "interface", None) is None:
            await self._leave_bus()

    async def _leave_bus(self) -> None:
        bus = getattr(getattr(self._notifier, "_backend", None), "bus", None)
        if bus is not None and bus.connected:
            bus.disconnect()
            await bus.wait_for_disconnect()

    async def _withdraw(self, notice_id: UUID) -> None:
        shown = self._up.pop(notice_id, None)
        if shown is not None and shown in await self._made().get_current_notifications():
            await self._made().clear(shown)

    async def _end(self, seconds: float) -> None:
        for notice_id in list(self._up):
            await asyncio.wait_for(self._withdraw(notice_id), seconds)
        await asyncio.wait_for(self._leave_bus(), seconds)
        asyncio.get_running_loop().stop()

    def _on_clicked(self, notice_id: UUID) -> None:
        self._up.pop(notice_id, None)
        self._clicked(notice_id)

    def _made(self) -> Any:
        if self._notifier is None:
            from desktop_notifier import DesktopNotifier, Icon

            logging.getLogger("desktop_notifier").setLevel(logging.CRITICAL)  # what fails is told by ``failed``
            self._notifier = DesktopNotifier("Deskhand", Icon(path=self._icon))
        return self._notifier


def told(body: str, platform: str = sys.platform) -> str:
    """The body as the system's board takes it: that of freedesktop reads markup in it, and customers write names."""
    return body if platform in ("win32", "darwin") else html.escape(body, quote=False)


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()
