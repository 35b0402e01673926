"""Somebody who only hears the window: finds by role and name, presses, chooses, writes; never sees a coordinate."""

import time
from collections.abc import Callable
from typing import Any

from tests.a11y.bus import Bus, Node, State
from tests.a11y.words import Words

ESCAPE, RETURN = 0xFF1B, 0xFF0D
PAUSE_S = 0.05
LIKE = {"push button": ("button menu",), "menu item": ("check menu item", "radio menu item")}
DEEDS = ("Press", "Toggle", "Check")
EDITORS = ("text", "entry", "password text")


class Listener:
    """Works with one program on the bus; every deed waits until it can be done."""

    def __init__(self, bus: Bus, patience_s: float = 30.0, words: Words | None = None) -> None:
        """``words``: what the window calls something whose English name is given here."""
        self._bus = bus
        self.words = words or Words()
        self._patience_s = patience_s
        self._program: tuple[str, str] = self.wait(lambda: next(iter(bus.applications()), None), "a program on the bus")

    @property
    def said(self) -> list[str]:
        """What was announced so far."""
        self.windows()  # what is on its way arrives with an answer
        return self._bus.said

    def wait(self, condition: Callable[[], Any], what: str) -> Any:
        """Ask until it is so; returns it. Raises ``AssertionError``."""
        end = time.monotonic() + self._patience_s
        while not (found := condition()):
            assert time.monotonic() < end, f"waited in vain for {what}\n{self._told()}"
            time.sleep(PAUSE_S)
        return found

    def nodes(self, window: str = "") -> list[Node]:
        """Everything one can reach now, or what is in the window of that name."""
        found = list(self._bus.tree(*self._program))
        return [it for it in found if not window or any(above.name == window for above in (*it.way, it))]

    def windows(self) -> list[Node]:
        """Open windows and dialogs, by the order the program tells them."""
        return [it for it in self.nodes() if len(it.way) == 1]

    def seen(self, role: str, name: str, window: str = "") -> Node | None:
        """The thing of that role whose name begins so, if it is there; a name in full comes first."""
        told = self.words.name(name)
        nodes = [it for it in self.nodes(window) if it.role == role and it.name.startswith(told)]
        return min(nodes, key=lambda it: len(it.name), default=None)

    def find(self, role: str, name: str, window: str = "") -> Node:
        """The same, waited for."""
        found: Node = self.wait(lambda: self.seen(role, name, window), f"{role} {name!r}")
        return found

    def press(self, name: str, role: str = "push button", window: str = "") -> None:
        """Press a button, a tick or a menu's entry once it can be pressed."""

        def ready() -> Node | None:
            node = next((it for kind in (role, *LIKE.get(role, ())) if (it := self.seen(kind, name, window))), None)
            return node if node is not None and State.ENABLED in node else None

        self.act(self.wait(ready, f"{role} {name!r} to be pressed"))

    def act(self, node: Node) -> None:
        """Do what a node is for: press it, tick it, choose it."""
        names = [it[0] for it in self._bus.ask(node, "Action", "GetActions") or ()]
        at = next((names.index(wanted) for wanted in DEEDS if wanted in names), None)
        assert at is not None, f"{node.place} offers only {names}"
        self._bus.tell(node, "Action", "DoAction", "i", (at,))

    def choose_in_menu(self, name: str) -> None:
        """An entry of the menus."""
        self.press(self.words.entry(name), "menu item")

    def choose(self, name: str, listed: str) -> Node:
        """Select the entry of a list whose name holds ``name``; what it is called."""
        among, told = self.words.name(listed), self.words.name(name)

        def entry() -> Node | None:
            found = [it for it in self.nodes() if it.way and it.way[-1].role == "list" and it.way[-1].name == among]
            return next((it for it in found if told in it.name), None)

        def selected() -> Node | None:
            chosen = entry()
            at = None if chosen is None else self._bus.ask(chosen, "Accessible", "GetIndexInParent")
            if chosen is None or at is None:  # lists are told anew while work comes in
                return None
            self._bus.ask(chosen.way[-1], "Selection", "ClearSelection")
            return chosen if self._bus.ask(chosen.way[-1], "Selection", "SelectChild", "i", (at,)) else None

        chosen: Node = self.wait(selected, f"{name!r} in {listed!r} to be chosen")
        return chosen

    def write(self, name: str, text: str) -> None:
        """Into the field of that name, instead of what is there."""

        def field() -> Node | None:
            return next((found for role in EDITORS if (found := self.seen(role, name))), None)

        node = self.wait(field, f"a field {name!r}")
        self._bus.ask(node, "Component", "GrabFocus")
        assert self._bus.ask(node, "EditableText", "SetTextContents", "s", (text,)) is True, (
            f"{node.place} takes no text"
        )

    def hears(self, text: str, listed: str = "Conversation") -> Node:
        """Wait until an entry of a list holds that text."""
        among = self.words.name(listed)

        def entry() -> Node | None:
            found = [it for it in self.nodes() if it.way and it.way[-1].name == among]
            return next((it for it in found if text in it.name), None)

        heard: Node = self.wait(entry, f"{text!r} in {listed!r}")
        return heard

    def settle(self) -> None:
        """Until two looks show the same, a moment apart."""
        last: list[str] = []
        for _ in range(40):
            time.sleep(2 * PAUSE_S)
            now = [it.path for it in self.nodes()]
            if now == last:
                return
            last = now

    def escape(self) -> None:
        """The one key that is always the same."""
        self._bus.key(ESCAPE)

    def _told(self) -> str:
        return "\n".join(f"{'  ' * len(it.way)}{it.role} {it.name!r}" for it in self.nodes())[-6_000:]
