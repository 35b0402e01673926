"""AT-SPI over D-Bus: what a program tells a screen reader, and what a screen reader can ask of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, Properties, message_bus, new_method_call
from jeepney.io.blocking import open_dbus_connection

ACCESSIBLE = "org.a11y.atspi.Accessible"
ROOT = DBusAddress("/org/a11y/atspi/accessible/root", "org.a11y.atspi.Registry", ACCESSIBLE)
REGISTRY = DBusAddress("/org/a11y/atspi/registry", "org.a11y.atspi.Registry", "org.a11y.atspi.Registry")
KEYS = DBusAddress(
    "/org/a11y/atspi/registry/deviceeventcontroller",
    "org.a11y.atspi.Registry",
    "org.a11y.atspi.DeviceEventController",
)
ANNOUNCEMENT = "object:announcement"
OF_A_MENU = {"menu", "menu item", "check menu item", "radio menu item", "popup menu", "separator"}
FACTS = ("GetRoleName", "GetState", "GetInterfaces", "GetChildren")
PATIENCE_S = 30.0
KEY_OF_SYMBOL = 3
"""How the registry types a key: pressed and released, named by its X symbol."""


class State(IntEnum):
    """Bits of AT-SPI's ``StateType`` that matter here."""

    ACTIVE = 1
    CHECKED = 4
    EDITABLE = 7
    ENABLED = 8
    FOCUSABLE = 11
    FOCUSED = 12
    SELECTED = 23
    SHOWING = 25


@dataclass(frozen=True)
class Node:
    """One thing as it was told at one moment; ``way`` is who stands above it, outermost first."""

    bus_name: str
    path: str
    role: str
    name: str
    states: frozenset[int]
    interfaces: frozenset[str]
    way: "tuple[Node, ...]" = field(repr=False, default=())

    def __contains__(self, state: State) -> bool:
        return int(state) in self.states

    @property
    def place(self) -> str:
        """Where it is, in words."""
        told = [it for it in (*self.way[1:], self) if it.name or it is self]
        return " > ".join(f"{it.role} {it.name!r}" for it in told)


class Bus:
    """Questions go out by the hundred before the first answer is read: a tree of a thousand nodes takes a moment."""

    def __init__(self, address: str) -> None:
        self.said: list[str] = []
        self._connection = open_dbus_connection(address)
        signals = MatchRule(type="signal", interface="org.a11y.atspi.Event.Object", member="Announcement")
        self._asked([message_bus.AddMatch(signals), new_method_call(REGISTRY, "RegisterEvent", "s", (ANNOUNCEMENT,))])

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def applications(self) -> list[tuple[str, str]]:
        """Who is on the bus: name on the bus and path."""
        return [(str(it[0]), str(it[1])) for it in self._asked([new_method_call(ROOT, "GetChildren")])[0] or ()]

    def key(self, symbol: int) -> None:
        """A key of the keyboard, by its X symbol."""
        typed = new_method_call(KEYS, "GenerateKeyboardEvent", "isu", (symbol, "", KEY_OF_SYMBOL))
        self._asked([typed])

    def tell(self, node: Node, interface: str, method: str, signature: str, values: tuple[Any, ...]) -> None:
        """Ask for a deed and wait for nothing: who opens a dialog answers only when it closes."""
        self._connection.send(_question(node, interface, method, signature, values))

    def ask(self, node: Node, interface: str, method: str, signature: str = "", values: tuple[Any, ...] = ()) -> Any:
        """Ask one thing of a node; None when it has gone."""
        return self._asked([_question(node, interface, method, signature, values)])[0]

    def tree(self, bus_name: str, path: str) -> Iterator[Node]:
        """Everything below, level by level; what is not shown is passed over, menus are not."""
        level: list[tuple[tuple[str, str], tuple[Node, ...]]] = [((bus_name, path), ())]
        while level:
            told = self._told([reference for reference, _ in level])
            below: list[tuple[tuple[str, str], tuple[Node, ...]]] = []
            for (reference, way), facts in zip(level, told, strict=True):
                if facts is None:
                    continue
                *own, children = facts
                node = Node(*reference, *own, way)
                if way and node.role not in OF_A_MENU and State.SHOWING not in node:
                    continue
                yield node
                below += [((str(it[0]), str(it[1])), (*way, node)) for it in children]
            level = below

    def _told(self, references: Sequence[tuple[str, str]]) -> list[Any]:
        questions = []
        for name, path in references:
            address = DBusAddress(path, name, ACCESSIBLE)
            questions += [
                new_method_call(address, f"Get{it}") for it in ("RoleName", "State", "Interfaces", "Children")
            ]
            questions.append(Properties(address).get("Name"))
        answers = self._asked(questions)
        return [_facts(answers[at : at + 5]) for at in range(0, len(answers), 5)]

    def _asked(self, questions: Sequence[Message]) -> list[Any]:
        """First values of the answers, None for a refusal; what is announced meanwhile is kept in ``said``."""
        wanted: dict[Any, int] = {}
        answers: list[Any] = [None] * len(questions)
        for at, question in enumerate(questions):
            serial = next(self._connection.outgoing_serial)
            wanted[serial] = at
            self._connection.send(question, serial=serial)
        while wanted:
            message = self._connection.receive(timeout=PATIENCE_S)
            if message.header.message_type is MessageType.signal:
                self._hear(message)
                continue
            at = wanted.pop(message.header.fields.get(HeaderFields.reply_serial), -1)
            if at >= 0 and message.header.message_type is MessageType.method_return and message.body:
                answers[at] = message.body[0]
        return answers

    def _hear(self, message: Message) -> None:
        if message.header.fields.get(HeaderFields.member) == "Announcement":
            self.said.append(str(message.body[3][1]))


def _question(node: Node, interface: str, method: str, signature: str, values: tuple[Any, ...]) -> Message:
    address = DBusAddress(node.path, node.bus_name, f"org.a11y.atspi.{interface}")
    return new_method_call(address, method, signature or None, values)


def _facts(answers: Sequence[Any]) -> Any:
    if any(it is None for it in answers):
        return None
    role, states, interfaces, children, name = answers
    bits = frozenset(at for at in range(64) if states[at // 32] >> (at % 32) & 1)
    return role, name[1], bits, frozenset(it.rpartition(".")[2] for it in interfaces), children
