"""The main job of an operator, done by ear: sign in, find, read, answer, note, give away, solve, search, set up."""

from collections.abc import Callable

from tests.a11y.audit import is_interactive, unnamed
from tests.a11y.bus import Node, State
from tests.a11y.colleague import Colleague
from tests.a11y.listener import BACK_TAB, RETURN, RIGHT, TAB, Listener
from tests.e2e.customer import ChatVisitor, MailCustomer, Sink, wait_for

WAYS_OUT = ("Close", "Cancel", "OK", "Go on writing")
LEFT_ALONE = ("Quit", "Close window / tab", "Sign out", "Switch user…", "Full screen / wallboard")
"""Entries of the menus that end the tour, or need a window manager."""

Say = Callable[[str], None]


class Screens:
    """What was met so far: each screen with its interactive parts, and where one had no name."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.interactive: dict[str, int] = {}
        self._unnamed: set[str] = set()

    def visit(self, listener: Listener, name: str, window: str = "") -> None:
        """Look at everything on a screen."""
        nodes = listener.nodes(window)
        self.interactive[name] = sum(map(is_interactive, nodes))
        assert self.interactive[name], f"nothing was met on {name}"
        found = unnamed(nodes)
        self._unnamed |= set(found)
        self.say(f"{name}: {self.interactive[name]} interactive, {len(found)} unnamed")

    @property
    def last(self) -> str:
        """Where one was last."""
        return next(reversed(self.interactive), "")

    def unnamed(self) -> list[str]:
        """Where something had no name, on any of them."""
        return sorted(self._unnamed)


def sign_in(listener: Listener, screens: Screens, server: str, email: str, password: str) -> None:
    """Fill the form; the desk opens."""
    listener.find("push button", "Sign in")
    screens.visit(listener, "Sign-in")
    for name, text in (("Server address", server), ("E-mail", email), ("Password", password)):
        listener.write(name, text)
    listener.press("Sign in")
    listener.find("list", "Sections")


class MainJob:
    """A listener at a desk whose customers are real: letters by SMTP, a visitor over HTTP."""

    def __init__(self, listener: Listener, screens: Screens, mail: MailCustomer, visitor: ChatVisitor) -> None:
        self._listener = listener
        self._screens = screens
        self._mail = mail
        self._visitor = visitor

    def answer_chat(self) -> None:
        """A visitor writes; the row is chosen, the words are read, the answer arrives on the page."""
        listener = self._listener
        listener.choose("Unassigned", "Sections")
        self._visitor.write("Добрый день! Лампа мигает.")
        listener.choose("Лампа мигает" if not self._visitor.name else self._visitor.name, "Conversations")
        listener.hears("Лампа мигает")
        listener.write("Reply to the customer", "Попробуйте другую розетку.")
        listener.press("Send, wait for customer")
        wait_for(lambda: any("другую розетку" in it for it in self._visitor.answers()), "the answer on the page")
        listener.hears("Попробуйте другую розетку.")
        self._screens.visit(self._listener, "A chat")

    def hear_panes(self) -> None:
        """From pane to pane; each says its name."""
        before = len(self._listener.said)
        self._listener.choose_in_menu("Next pane")
        self._listener.wait(lambda: self._listener.said[before:], "the name of a pane")

    def answer_letter(self, sink: Sink) -> None:
        """A letter comes, is read and answered; a colleague gets a note; the request is solved."""
        listener = self._listener
        self._mail.write("Где мой заказ 48-99001?", "Когда его привезут?")
        listener.choose("48-99001", "Conversations")
        listener.hears("Когда его привезут?")
        listener.write("Reply to the customer", "Сегодня до 18:00.")
        self._screens.visit(self._listener, "A letter being answered")
        listener.press("Send, wait for customer")
        letter = sink.wait(self._mail.address, 1)[0]
        assert "Сегодня до 18:00." in letter["text"], letter
        listener.choose_in_menu("Internal note")
        listener.write("Note, visible to the team only", "Проверил со складом.")
        self._screens.visit(self._listener, "A note being written")
        listener.press("Save note")
        listener.hears("Проверил со складом.")

    def solve_what_is_promised(self) -> None:
        """What is owed in the letter is asked about before it is solved; keys lead to each answer, and one solves."""
        listener = self._listener
        listener.choose_in_menu("Track a promise")
        listener.write("What is promised", "Позвонить вечером")
        self._screens.visit(listener, "A promise being made")
        listener.press("Promise it")
        listener.hears("Позвонить вечером")
        listener.choose_in_menu("Solve")
        listener.find("push button", "It is kept")
        self._screens.visit(listener, "What becomes of the promise")
        listener.choose_in_menu("Solve")
        listener.focused("It is kept")
        ways = ((BACK_TAB, "Do not solve yet"), (TAB, "It is kept"), (TAB, "Move it…"), (TAB, "Leave open"),
                (RIGHT, "It is kept"))  # fmt: skip
        for key, name in ways:
            listener.key(key)
            listener.focused(name)
        listener.key(RETURN)
        listener.wait(lambda: not listener.seen("list item", "48-99001"), "the solved request to leave the list")

    def take_over(self, colleague: Colleague, me: str) -> None:
        """A colleague gives a request with words: they are heard, reached by keys, and go with the answer."""
        listener = self._listener
        self._mail.write("Подъём 48-99003", "Поднимете люстру на пятый этаж?")
        colleague.hand_over("48-99003", me, "Ждёт звонка после обеда")
        listener.choose("My inbox", "Sections")
        listener.choose("48-99003", "Conversations")
        listener.wait(lambda: listener.named("Handed over to you"), "the card of the handover")
        self._screens.visit(listener, "A request that was handed over")
        listener.walk_to("I have read it")
        listener.write("Reply to the customer", "Поднимем, это бесплатно.")
        listener.press("Send, wait for customer")
        listener.wait(lambda: not listener.named("Handed over to you"), "the card to go with the first answer")

    def search(self) -> None:
        """The list is narrowed to what was typed."""
        listener = self._listener
        listener.choose("My inbox", "Sections")
        listener.choose_in_menu("Search everything")
        listener.wait(self._search_field, "a field to search in")
        self._screens.visit(self._listener, "Search")
        listener.escape()

    def _search_field(self) -> Node | None:
        fields = [it for it in self._listener.nodes() if it.role in ("text", "entry") and State.FOCUSED in it]
        return next(iter(fields), None)


class Tour:
    """Every entry of every menu, whatever it opens: a window of its own, a part of the window, or nothing."""

    def __init__(self, listener: Listener, screens: Screens) -> None:
        self._listener = listener
        self._screens = screens
        self._first = ""

    def walk(self) -> None:
        """All of them, once."""
        left_alone = tuple(map(self._listener.words.entry, LEFT_ALONE))
        names = [it.name for it in self._entries()]
        self._first = names[0]
        for name in names:
            if not name.startswith(left_alone):
                self._try(name)

    def _entries(self) -> list[Node]:
        """Not the titles of the menus: one of them may be called as an entry is."""
        return [it for it in self._listener.nodes() if "menu item" in it.role and it.way[-1].role == "popup menu"]

    def _try(self, name: str) -> None:
        listener = self._listener
        before = {it.path for it in listener.windows()}
        entries = self._entries()
        assert entries[0].name == self._first, f"the menus speak another language after {self._screens.last}"
        node = next((it for it in entries if it.name == name), None)
        if node is None or State.ENABLED not in node:
            self._screens.say(f"“{name}” cannot be chosen now")
            return
        listener.act(node)
        listener.settle()
        opened = self._look_into(name, before)
        if not opened:
            self._screens.visit(listener, name)
            listener.escape()

    def _look_into(self, name: str, before: set[str], *, deeper: bool = True) -> bool:
        """Visit the windows that were opened, what their buttons open too, and leave them."""
        listener = self._listener
        opened = [it for it in listener.windows() if it.path not in before]
        for window in opened:
            self._screens.visit(listener, f"{name} → {window.name}", window.name)
            here = before | {it.path for it in opened}
            for button in self._buttons(window) if deeper else ():
                if button.name.endswith("…") and State.ENABLED in button:
                    listener.act(button)
                    listener.settle()
                    self._look_into(f"{name} → {button.name}", here, deeper=False)
            self._leave(window)
        listener.settle()
        if deeper and {it.path for it in listener.windows()} & {it.path for it in opened}:
            listener.choose_in_menu(name)  # a window that stays beside the other goes the way it came
        listener.wait(lambda: {it.path for it in listener.windows()} <= before, f"{name} to close")
        return bool(opened)

    def _buttons(self, window: Node) -> list[Node]:
        return [it for it in self._listener.nodes(window.name) if it.role == "push button"]

    def _leave(self, window: Node) -> None:
        buttons = self._buttons(window)
        way = next((it for name in map(self._listener.words.name, WAYS_OUT) for it in buttons if it.name == name), None)
        if way is not None:
            self._listener.act(way)
        else:
            self._listener.escape()


class Pages:
    """Every page of the settings, and what one does about one's computers."""

    def __init__(self, listener: Listener, screens: Screens) -> None:
        self._listener = listener
        self._screens = screens

    def read(self) -> None:
        """All of them."""
        self._open()
        for group in self._groups():
            self._turn_to(group)
        self._leave()

    def computers(self, other: str) -> None:
        """The other one is signed out, which is asked about first, and let in again."""
        listener = self._listener
        self._open()
        self._turn_to(listener.words.name("Computers"))
        listener.choose(other, "Computers")
        listener.press("Sign out…", window=self._window)
        listener.focused("Leave it signed in")
        self._screens.visit(listener, "Settings → Computers → Sign out…", self._window)
        listener.key(TAB)
        listener.focused("Sign it out")
        listener.key(RETURN)
        listener.press("Let in again")
        listener.find("push button", "Sign out…", self._window)
        self._leave()

    def everybodys_computers(self, some: str) -> None:
        """As an administrator has them; found by a few letters."""
        listener = self._listener
        self._open()
        self._turn_to(listener.words.name("Computers"))
        listener.press("Everybody’s", "radio button")
        listener.write("Find a person or a computer", some)
        listener.hears(some, "Computers")
        self._screens.visit(listener, "Settings → Computers → Everybody’s", self._window)
        self._leave()

    @property
    def _window(self) -> str:
        return self._listener.words.name("Settings")

    def _open(self) -> None:
        self._listener.choose_in_menu("Settings")
        self._listener.find("list", "Groups of settings")

    def _groups(self) -> list[str]:
        listed = self._listener.words.name("Groups of settings")
        return [it.name for it in self._listener.nodes(self._window) if it.way and it.way[-1].name == listed]

    def _turn_to(self, group: str) -> None:
        self._listener.choose(group, "Groups of settings")
        self._listener.settle()
        self._screens.visit(self._listener, f"Settings → {group}", self._window)

    def _leave(self) -> None:
        self._listener.press("Close", window=self._window)
        self._listener.wait(lambda: len(self._listener.windows()) == 1, "the settings to close")
