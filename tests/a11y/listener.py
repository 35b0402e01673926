"""Somebody who only hears the window: finds by role and name, presses, chooses, writes; never sees a coordinate."""

import time
from collections.abc import Callable
from typing import Any

from tests.a11y.bus import OF_A_MENU, Bus, Node, State
from tests.a11y.front import Front
from tests.a11y.words import Words

ESCAPE, RETURN, TAB, BACK_TAB, RIGHT = 0xFF1B, 0xFF0D, 0xFF09, 0xFE20, 0xFF53
MOST_STOPS = 40
"""Of the keyboard on the way through one pane."""

PAUSE_S = 0.05
LIKE = {"push button": ("button menu",), "menu item": ("check menu item", "radio menu item")}
DEEDS = ("Press", "Toggle", "Check")
EDITORS = ("text", "entry", "password text")


class Listener:
    """Works with one program on the bus; every deed waits until it can be done."""

    def __init__(self, bus: Bus, front: Front, *, patience_s: float = 30.0, words: Words | None = None) -> None:
        """``words``: what the window calls something whose English name is given here."""
        self._bus, self._front = bus, front
        self.words = words or Words()
        self._patience_s = patience_s
        self._program: tuple[str, str] = self.wait(lambda: next(iter(bus.applications()), None), "a program on the bus")

    @property
    def said(self) -> list[str]:
        """What was announced so far."""
        self.windows()  # what is on its way arrives with an answer
        return self._bus.said

    def wait(self, condition: Callable[[], Any], what: str | Callable[[], str]) -> Any:
        """Ask until it is so; returns it. Raises ``AssertionError``."""
        end = time.monotonic() + self._patience_s
        while not (found := condition()):
            if time.monotonic() > end:
                raise AssertionError(f"waited in vain for {what() if callable(what) else what}\n{self._told()}")
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
        self.key(ESCAPE)

    def key(self, symbol: int) -> None:
        """A key of the keyboard, by its X symbol, for the window in front."""
        self._bring_to_front()
        self._bus.key(symbol)

    def _bring_to_front(self) -> None:
        def is_there() -> bool:
            return any(State.ACTIVE in it for it in self.windows())

        if not is_there():
            self._front.take_keys()
            self.wait(is_there, "a window with the keyboard")

    def named(self, name: str) -> Node | None:
        """Whatever has a name that begins so."""
        told = self.words.name(name)
        return next((it for it in self.nodes() if it.name.startswith(told)), None)

    def focus(self) -> Node | None:
        """What has the keyboard; entries of lists that would have it are told, too."""
        focused = [it for it in self.nodes() if State.FOCUSED in it]
        return next((it for it in focused if it.role != "list item"), next(iter(focused), None))

    def focused(self, name: str) -> Node:
        """Wait until the keyboard is there."""
        self._bring_to_front()
        told = self.words.name(name)

        def there() -> Node | None:
            node = self.focus()
            return node if node is not None and node.name.startswith(told) else None

        found: Node = self.wait(there, lambda: f"the keyboard at {name!r}, it is at {self.focus()}")
        return found

    def walk_to(self, name: str) -> list[str]:
        """By Tab until the keyboard is there; the stops on the way, each of which has a name."""
        told, stops = self.words.name(name), list[str]()
        while len(stops) < MOST_STOPS:
            self.key(TAB)
            self.settle()
            node = self.focus()
            stops.append("nothing" if node is None else f"{node.role} {node.name!r}")
            if node is not None and node.name.startswith(told):
                return stops
        raise AssertionError(f"{name!r} was not on the way: {stops}")

    def _told(self) -> str:
        told = [it for it in self.nodes() if it.role not in OF_A_MENU and (it.name or State.FOCUSABLE in it)]
        return "\n".join(f"{'  ' * len(it.way)}{it.role} {it.name!r}" for it in told)[-9_000:]
