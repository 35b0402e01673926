"""A notification daemon of a Linux desktop on a private bus: a real D-Bus service that only notes, and can be clicked.

It speaks the part of the Desktop Notifications Specification 1.2 that every daemon does.
"""

import queue
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jeepney import DBusAddress, HeaderFields, MessageType, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from tests.services.secret_service import start_bus

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
CAPABILITIES = ["actions", "body", "persistence"]
DISMISSED, CLOSED_BY_CALL = 2, 3
_DESCRIPTION = f"""<node>
  <interface name="{NAME}">
    <method name="Notify">
      <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
      <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
      <arg type="a{{sv}}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
    </method>
    <method name="CloseNotification"><arg type="u" direction="in"/></method>
    <method name="GetCapabilities"><arg type="as" direction="out"/></method>
    <method name="GetServerInformation">
      <arg type="s" direction="out"/><arg type="s" direction="out"/>
      <arg type="s" direction="out"/><arg type="s" direction="out"/>
    </method>
    <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
    <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
  </interface>
</node>"""


@dataclass(frozen=True)
class Shown:
    """One notice on the board."""

    id: int
    app: str
    icon: str
    title: str
    body: str
    actions: tuple[str, ...]
    urgency: int


class NotificationDaemon:
    """Runs on a thread of its own. ``board``: what is up now; ``all``: everything that ever was."""

    def __init__(self, address: str) -> None:
        self._connection = open_dbus_connection(address)
        self._asked: queue.SimpleQueue[tuple[str, int, Any]] = queue.SimpleQueue()
        self._ended = threading.Event()
        self.board: dict[int, Shown] = {}
        self.all: list[Shown] = []
        reply = self._connection.send_and_get_reply(message_bus.RequestName(NAME))
        assert reply.body == (1,)
        self._thread = threading.Thread(target=self._serve, name="notification-daemon")
        self._thread.start()

    def click(self, notice_id: int) -> None:
        """Somebody clicks the notice: its default action, then it goes."""
        self._asked.put(("click", notice_id, None))

    def dismiss(self, notice_id: int) -> None:
        """Somebody waves it away."""
        self._asked.put(("dismiss", notice_id, None))

    def stop(self) -> None:
        """End."""
        self._ended.set()
        self._thread.join()
        self._connection.close()

    def _serve(self) -> None:
        while not self._ended.is_set():
            while not self._asked.empty():
                what, notice_id, _ = self._asked.get()
                if what == "click":
                    self._signal("ActionInvoked", "us", (notice_id, "default"))
                self._close(notice_id, DISMISSED)
            try:
                message = self._connection.receive(timeout=0.02)
            except TimeoutError:
                continue
            if message.header.message_type is MessageType.method_call:
                self._answer(message)

    def _answer(self, message: Any) -> None:
        answers = {
            "Introspect": lambda _: ("s", (_DESCRIPTION,)),
            "GetCapabilities": lambda _: ("as", (CAPABILITIES,)),
            "GetServerInformation": lambda _: ("ssss", ("board of a test", "deskhand", "1", "1.2")),
            "Notify": self._notify,
            "CloseNotification": self._close_asked,
        }
        member = message.header.fields[HeaderFields.member]
        signature, body = answers[member](message.body)
        self._connection.send(new_method_return(message, signature, body))

    def _notify(self, body: Any) -> tuple[str, tuple[int]]:
        app, replaces, icon, title, text, actions, hints, _timeout = body
        notice_id = replaces or len(self.all) + 1
        shown = Shown(notice_id, app, icon, title, text, tuple(actions), hints["urgency"][1])
        self.board[notice_id] = shown
        self.all.append(shown)
        return "u", (notice_id,)

    def _close_asked(self, body: Any) -> tuple[None, tuple[()]]:
        self._close(body[0], CLOSED_BY_CALL)
        return None, ()

    def _close(self, notice_id: int, why: int) -> None:
        if self.board.pop(notice_id, None) is not None:
            self._signal("NotificationClosed", "uu", (notice_id, why))

    def _signal(self, name: str, signature: str, body: tuple[Any, ...]) -> None:
        self._connection.send(new_signal(DBusAddress(PATH, interface=NAME), name, signature, body))


@contextmanager
def running_notification_daemon(folder: Path) -> Iterator[tuple[NotificationDaemon, dict[str, str]]]:
    """A daemon on a bus of its own, and the environment of programs that use it."""
    with ExitStack() as stack:
        environment = start_bus(folder, stack)
        daemon = NotificationDaemon(environment["DBUS_SESSION_BUS_ADDRESS"])
        stack.callback(daemon.stop)
        yield daemon, environment


@pytest.fixture
def notification_daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[NotificationDaemon]:
    """A daemon that this process finds on its session bus."""
    folder = tmp_path / "b"
    folder.mkdir()
    with running_notification_daemon(folder) as (daemon, environment):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", environment["DBUS_SESSION_BUS_ADDRESS"])
        yield daemon
