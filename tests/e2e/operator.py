"""A person at the window: sees what is painted, clicks and types; drives the real program through its widgets."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.client.row import ConversationRow, EntryRow
from tests.e2e.robot import WORDS, Robot, memory_mb
from tests.e2e.tour import Tour, living
from tests.living import live
from ui.composer.template_picker import TemplatePicker
from ui.conversation_list.model import ROW_ROLE
from ui.conversation_list.pane import ConversationListPane
from ui.files.file_dialog import FileDialog
from ui.giving_back import give_back
from ui.program import Program
from ui.shell.desk_view import DeskView
from ui.shell.keymap import sequence
from ui.shell.rail_model import ITEM_ROLE

PATIENCE_S = 90.0
PAUSE_MS = 25
"""Between two looks: looking is work, and the program is to do its own."""


SETTLING_MS = 300
"""Answers, dictionaries and pictures come from other threads."""


class Paints(QObject):
    """Counts how often a widget was painted."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look and let through."""
        if event.type() is QEvent.Type.Paint:
            self.count += 1
        return False


class Heard(QObject):
    """What the status bar has said since, each sentence once it was painted."""

    def __init__(self, label: Any) -> None:
        super().__init__(label)
        self._label = label
        self.sentences: list[str] = []
        label.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look and let through."""
        if event.type() is QEvent.Type.Paint and self._label.text not in self.sentences:
            self.sentences.append(self._label.text)
        return False


def wait_for(condition: Callable[[], Any], what: str | Callable[[], str], seconds: float = PATIENCE_S) -> Any:
    """Let the window live until something is so; returns it.

    Raises:
        AssertionError: it did not come to be; says what was waited for.
    """
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for {what() if callable(what) else what}")
        live(PAUSE_MS)
    return found


class Operator:
    """Each public method is one thing a person does or sees; results are plain values."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._paints: dict[int, Paints] = {}
        self._heard = Heard(program.window.status.said)
        self._killer: Killer | None = None

    # ------------------------------------------------------------------ what is seen

    def ready(self, *, live: bool = True) -> str:
        """The desk is open (and in step with the server); the workspace's name."""
        wait_for(lambda: self._program.window.desk_view, "an open desk", 90)
        if live:
            wait_for(lambda: self._status().link.value == "live", "a live connection")
            wait_for(self._is_settled, "the last conversation's log")
        return self._view.bridge.desk.person.workspace

    def rows(self) -> list[dict[str, Any]]:
        """The list as it stands."""
        model = self._pane.model
        return [_row(model.index(at).data(ROW_ROLE)) for at in range(model.rowCount())]

    def painted(self, text: str, seconds: float = PATIENCE_S, tab: str = "") -> dict[str, Any]:
        """Wait until a row with ``text`` (name, subject, preview or number) is on the screen; when, and the row."""
        if tab:
            self._pane.tabs.chosen.emit(tab)
        paints = self._paints_of(self._pane.view.viewport())
        at = (
            wait_for(
                lambda: self._row_with(text) + 1, lambda: f"a row with {text!r} in {self._list_in_words()}", seconds
            )
            - 1
        )
        seen = paints.count
        self._pane.view.viewport().update()
        wait_for(lambda: paints.count > seen, "the list's next paint")
        index = self._pane.model.index(at)
        assert self._pane.view.viewport().rect().intersects(self._pane.view.visualRect(index)), f"{text!r} is off"
        return _row(index.data(ROW_ROLE)) | {"painted_at": time.time()}

    def timeline(self) -> list[dict[str, Any]]:
        """The open conversation, oldest first."""
        entries = self._view.bridge.queries.timeline(self._open_id(), 500)
        return [_entry(it) for it in entries if it.conversation_id == self._open_id()]

    def entry(self, text: str, delivery: str = "") -> dict[str, Any]:
        """Wait for an entry of the open conversation with ``text`` (and that delivery state)."""

        def found() -> list[dict[str, Any]]:
            return [it for it in self.timeline() if text in it["text"] and delivery in ("", it["delivery"])]

        return dict(wait_for(found, lambda: f"{text!r} {delivery} in {self.timeline()}")[-1])

    def every_row(self) -> list[dict[str, Any]]:
        """Every conversation of every place and tab, once."""
        found: dict[str, dict[str, Any]] = {}
        for number in range(1, len(self._view.workspace.rail.model.rows_of_places()) + 1):
            for tab in ("open", "waiting", "solved"):
                self.place(number, tab)
                found |= {row["id"]: row for row in self.rows()}
        return list(found.values())

    def everything(self) -> list[dict[str, Any]]:
        """Every conversation of every place there is, and tab, once; also of places that no key leads to."""
        found: dict[str, dict[str, Any]] = {}
        rail = self._view.workspace.rail
        for number in range(1, len(rail.model.rows_of_places()) + 1):
            rail.go_to(number)
            for tab in ("open", "waiting", "solved"):
                self._pane.tabs.chosen.emit(tab)
                live(20)
                found |= {row["id"]: row for row in self.rows()}
        return list(found.values())

    def wander(self, seed: int, steps: int) -> dict[str, Any]:
        """Do that many things by chance; what was done, and what this process holds now."""
        robot = Robot(self._program.window, seed)
        robot.walk(steps)
        wait_for(lambda: not robot.is_busy, "the robot", 240)
        self.rest()
        give_back()  # as the program does all the time
        done = {"done": dict(robot.done), "memory_mb": memory_mb()}
        robot.deleteLater()
        return done

    def tour(self, conversation_id: str) -> dict[str, int]:
        """Open and leave all there is, each from that conversation; how many objects of Qt live then, by class."""

        def begin() -> None:
            self._view.workspace.rail.go_to(1)
            self._view.navigator.open(UUID(conversation_id))

        tour = Tour(self._program.window, begin)
        tour.walk()
        wait_for(lambda: tour.is_over, lambda: f"the tour, which is at {tour.last}", 240)
        begin()
        self.rest()
        live(SETTLING_MS)
        tour.deleteLater()
        return dict(living())

    def look_at_everything(self) -> None:
        """Open every conversation, and write in one, so that nothing is met for the first time later."""
        for row in self.everything():
            self.show_id(row["id"])
            live(PAUSE_MS)
        self._composer.note()
        self._composer.note_editor.insertPlainText(" ".join(WORDS))
        live(SETTLING_MS)
        self._composer.note_editor.clear()

    def rest(self) -> None:
        """Take off the list's filter: everything is shown again."""
        self._pane.header.filter.setChecked(False)

    def whole(self, conversation_id: str) -> list[dict[str, Any]]:
        """Open a conversation and wait until all of its log is on this computer; its timeline."""
        self.show_id(conversation_id)
        card = self._view.navigator.card
        wait_for(lambda: card() and card().seen_seq == card().log_head, lambda: f"the log of {card()}")
        return self.timeline()

    def offered(self) -> str:
        """The opening line the guide offers for the open conversation."""
        guide: Any = self._view.screens.guide
        wait_for(lambda: guide.conversation_id == self._opened_id(), "the guide of the open conversation")
        return str(guide.opening_text)

    def _opened_id(self) -> Any:
        card = self._view.navigator.card
        return card().row.id if card() else None

    def spoken(self, text: str) -> str:
        """The sentence a screen reader says about the entry with ``text``."""
        model = self._view.screens.conversation._model  # type: ignore[attr-defined]
        sentences = [str(model.index(at).data(Qt.ItemDataRole.AccessibleTextRole)) for at in range(model.rowCount())]
        return next(it for it in sentences if text in it)

    def header(self) -> dict[str, Any]:
        """Who is open, and how they are addressed."""
        card = self._view.navigator.card()
        assert card is not None
        customer = self._view.bridge.queries.customer(card.row.customer_id)
        composer: Any = self._view.screens.composer
        known = {"customer": customer.name if customer else "", "addressed": composer.top.accessibleName()}
        return _row(card.row) | known | {"assignee": card.assignee_name, "queue": card.queue_name}

    def status(self) -> dict[str, Any]:
        """What the status bar and the banner say."""
        status, bar = self._status(), self._program.window.status
        cells = (bar.link, bar.copy_age, bar.unsent, bar.attention, bar.chat, bar.mail)
        banner = self._program.window.banner
        return {
            "link": status.link.value, "unsent": status.unsent, "attention": status.attention,
            "skew_ms": status.skew_ms, "words": [it.accessibleName() for it in cells if not it.isHidden()],
            "message": bar.sentence, "banner": "" if banner.isHidden() else banner.accessibleName(),
            "problems": [it.value for it in self._view.bridge.desk.problems()],
        }  # fmt: skip

    def told(self, sentence: str) -> str:
        """The status bar has said this, now or before; the whole of what it said."""
        found = wait_for(
            lambda: [it for it in self._heard.sentences if sentence in it],
            lambda: f"{sentence!r} in {self._heard.sentences}",
        )
        return str(found[-1])

    def wait_link(self, link: str) -> None:
        """Until the connection is like that."""
        wait_for(lambda: self._status().link.value == link, lambda: f"link {link}, it is {self._status()}")

    def wait_unsent(self, count: int) -> None:
        """Until that many changes wait."""
        wait_for(
            lambda: self._status().unsent == count,
            lambda: f"{count} unsent, it is {[it.name for it in self._view.bridge.queries.changes()]}",
        )

    def wait_left(self, name: str) -> None:
        """Until nothing of that name can be taken back or waits for the server any more."""
        changes = self._view.bridge.queries.changes
        wait_for(lambda: not any(it.name == name for it in changes()), f"{name} to leave")

    def wait_unsent_many(self, least: int) -> int:
        """Until at least that many changes wait; how many."""
        wait_for(lambda: self._status().unsent >= least, lambda: f"{least} unsent, it is {self._status()}")
        return self._status().unsent

    def addresses(self) -> dict[str, Any]:
        """Where a customer writes to the trial."""
        person = self._view.bridge.desk.person
        return {"chat": person.chat_url, "mail": person.mail_address}

    def shot(self, path: str) -> str:
        """A picture of the whole window."""
        window = self._program.window if self._program.window.isVisible() else self._program._signin
        live(50)
        if window is self._program.window:
            wait_for(self._has_room, "room for what is written")
        picture: QImage = window.grab().toImage()
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        assert picture.save(path), path
        return path

    def _has_room(self) -> bool:
        """What is written has grown to its lines."""
        editor = self._composer.face.editors.shown
        return bool(editor.height() >= editor.sizeHint().height())

    # ------------------------------------------------------------------ what is done

    def resize(self, width: int, height: int) -> None:
        """Make the window that large."""
        self._program.window.resize(width, height)
        live(20)

    def place(self, number: int, tab: str = "open") -> str:
        """Go to a place of the rail by its key, or a click when it has none, and to a tab of the list; its name."""
        row = self._view.workspace.rail.model.rows_of_places()[number - 1]
        place = self._view.workspace.rail.model.index(row).data(ITEM_ROLE)
        if number < 10:
            self._keys(f"view{number}")
        else:
            self._click_place(row)
        wait_for(lambda: self._pane.model.view.kind is place.view.kind, "the list of the place")
        self._pane.tabs.chosen.emit(tab)
        return str(place.name)

    def queue(self, name: str, tab: str = "open") -> None:
        """Go to a queue by a click on the rail."""
        rail = self._view.workspace.rail
        for row in rail.model.rows_of_places():
            if name in rail.model.index(row).data(ITEM_ROLE).name:
                self._click_place(row)
                self._pane.tabs.chosen.emit(tab)
                return
        raise AssertionError(f"no place {name}")

    def _click_place(self, row: int) -> None:
        rail = self._view.workspace.rail
        rail.list.scrollTo(rail.model.index(row))
        rect = rail.list.visualRect(rail.model.index(row))
        QTest.mouseClick(rail.list.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())

    def open(self, text: str) -> str:
        """Click the row with ``text``; the conversation's id."""
        at = wait_for(lambda: self._row_with(text) + 1, f"a row with {text!r}") - 1
        view, index = self._pane.view, self._pane.model.index(at)
        view.scrollTo(index)
        wanted = self._pane.model.id_at(at)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
        wait_for(lambda: self._open_id() == wanted, "the clicked conversation")
        live(20)  # painted: what is on the screen counts as seen
        return str(wanted)

    def filter(self, text: str) -> list[dict[str, Any]]:
        """Type into the list's filter; what is left. Empty takes it off."""
        pane = self._pane
        if not text:
            QTest.keyClick(pane.filter.field, Qt.Key.Key_Escape)
            return self.rows()
        if pane.filter.isHidden():
            self._keys("search")
        pane.filter.field.clear()
        pane.filter.field.insert(text)
        return self.rows()

    def insert_greeting(self) -> str:
        """Press Insert in the guide; what the composer holds then."""
        self.offered()
        guide: Any = self._view.screens.guide
        QTest.mouseClick(guide.insert_button, Qt.MouseButton.LeftButton)
        return str(self._composer.reply_editor.text)

    def type(self, text: str) -> None:
        """Write to the customer."""
        self._keys("reply")
        wait_for(lambda: not self._composer.is_note, "the reply's editor")
        self._composer.reply_editor.insertPlainText(text)

    def send(self, *, now: bool = False) -> None:
        """Press the send button; ``now``: let a letter's undo time pass by the clock port."""
        QTest.mouseClick(self._composer.send_button, Qt.MouseButton.LeftButton)
        wait_for(lambda: not self._composer.reply_editor.text, "an empty composer")
        if now:
            self.advance(10)

    def write(self, text: str) -> None:
        """Write to the customer and send."""
        self.type(text)
        self.send()

    def note(self, text: str) -> None:
        """Write to colleagues."""
        self._keys("note")
        wait_for(lambda: self._composer.is_note, "the note's editor")
        self._composer.note_editor.insertPlainText(text)
        QTest.mouseClick(self._composer.send_button, Qt.MouseButton.LeftButton)
        wait_for(lambda: not self._composer.note_editor.text, "an empty composer")

    def resolve(self) -> str:
        """Solve what is open by its key; its id. What is promised there stays open."""
        solved = self._open_id()
        self._keys("solve")
        question = self._view.screens.talk.solving.line
        if question.isVisible():
            QTest.mouseClick(question.leave, Qt.MouseButton.LeftButton)
        queries = self._view.bridge.queries
        wait_for(lambda: queries.card(solved) and queries.card(solved).row.status.value == "resolved", "resolved")
        return str(solved)

    def assign(self, name: str) -> None:
        """Give what is open to a colleague, through the dialog."""

        def choose() -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is None:
                QTimer.singleShot(20, choose)
                return
            field = dialog.findChild(QLineEdit)
            assert field is not None
            field.insert(name)
            QTest.keyClick(field, Qt.Key.Key_Return)

        QTimer.singleShot(0, choose)
        self._keys("assign")

    def show_id(self, conversation_id: str) -> dict[str, Any]:
        """Open any conversation this computer has, as a link in the window does."""
        self._view.navigator.open(UUID(conversation_id))
        return self.header()

    def sign_in(self, server: str, email: str, password: str) -> None:
        """Fill the form and press Enter."""
        wait_for(lambda: self._program._signin is not None and self._program._signin.isVisible(), "the sign-in")
        form = self._program._signin.form
        for part, text in ((form.server, server), (form.email, email), (form.password, password)):
            part.field.clear()
            part.field.insert(text)
        QTest.keyClick(form.password.field, Qt.Key.Key_Return)

    def give_passphrase(self, passphrase: str) -> str:
        """Choose (twice) or enter the passphrase this computer asks for; what the page had explained."""
        signin = wait_for(lambda: self._program._signin, "the sign-in window")
        form = signin.passphrase
        wait_for(lambda: signin.pages.currentWidget() is form and form.enter.isEnabled(), "the passphrase's page")
        for part in (form.first, form.again):
            part.field.clear()
            part.field.insert(passphrase)
        QTest.keyClick(form.first.field, Qt.Key.Key_Return)
        return f"{form.title.text()} {form.why.text()}"

    def written(self) -> dict[str, str]:
        """What stands in the composer, and what it says below."""
        return {"text": self._composer.reply_editor.text.strip(), "hint": self._composer.face.hint.text}

    def press_send(self) -> None:
        """Press the send button, whatever comes of it."""
        QTest.mouseClick(self._composer.send_button, Qt.MouseButton.LeftButton)
        live(20)

    def attach(self, path: str) -> list[str]:
        """Drop a file into the editor; the names of all files there once it is kept."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(path)])
        return self._add(data)

    def insert_text(self, title: str) -> list[str]:
        """Put a text to reuse that has files into the answer, by its key and name; the names of all files there."""
        self._keys("reply")
        self._keys("macro")
        picker = self._composer.face.findChild(TemplatePicker)
        field = picker.findChild(QLineEdit)
        wait_for(field.hasFocus, "the field of the texts to reuse")
        field.setText(title)
        QTest.keyClick(field, Qt.Key.Key_Return)
        wait_for(self.attached, lambda: f"the text and its files; {self.written()}")
        return [it["name"] for it in self.attached()]

    def paste_picture(self, path: str) -> list[str]:
        """Copy the picture of a file elsewhere and press Ctrl+V; the names of all files there once it is kept."""
        data = QMimeData()
        data.setImageData(QImage(path))
        return self._add(data)

    def _add(self, data: QMimeData) -> list[str]:
        self._keys("reply")
        bar = self._composer.face.files
        before = len(bar.files)
        self._composer.reply_editor.insertFromMimeData(data)
        wait_for(lambda: len(bar.files) > before and not bar.coming, lambda: f"a file; {self.written()}")
        return [it.name for it in bar.files]

    def attached(self) -> list[dict[str, Any]]:
        """The files of what is being written."""
        return [{"name": it.name, "size": it.size, "blob": it.blob} for it in self._composer.face.files.files]

    def progress(self) -> list[dict[str, Any]]:
        """Files of the open conversation that are on their way."""
        entries = self._view.bridge.queries.timeline(self._open_id(), 500)
        moving = [(it.name, it.transfer) for entry in entries for it in entry.files if it.transfer is not None]
        return [{"name": name, "done": it.done, "size": it.size, "failed": it.failed} for name, it in moving]

    def save_files(self, folder: str) -> list[str]:
        """Save every file of the open conversation as the operator would, through the opener; their paths."""
        self.want_files()
        opener, saved = self._view.screens.conversation.opener.files, []
        ask = FileDialog.getSaveFileName
        for entry in self._view.bridge.queries.timeline(self._open_id(), 500):
            for file in entry.files:
                path = str(Path(folder) / file.blob[:8])
                FileDialog.getSaveFileName = lambda *_, path=path: (path, "")  # type: ignore[method-assign]
                opener.save(file)
                saved.append(path)
        opener.wait()
        FileDialog.getSaveFileName = ask  # type: ignore[method-assign]
        return saved

    def shows_colour(self, colour: str) -> bool:
        """Is that colour on the timeline now? Waits for it."""
        view = self._view.screens.conversation.timeline

        def seen() -> bool:
            image = view.viewport().grab().toImage()
            places = ((x, y) for x in range(0, image.width(), 6) for y in range(0, image.height(), 6))
            return any(image.pixelColor(x, y).name() == colour for x, y in places)

        return bool(wait_for(seen, f"the colour {colour}"))

    def want_files(self) -> list[dict[str, Any]]:
        """Ask for all files of the open conversation; what they are once they are on this computer."""
        bridge = self._view.bridge

        def files() -> list[Any]:
            return [file for it in bridge.queries.timeline(self._open_id(), 500) for file in it.files]

        for file in files():
            bridge.desk.want_blob(file.blob)
        wait_for(lambda: files() and all(it.local for it in files()), "the files")
        return [{"name": it.name, "size": len(bridge.queries.blob(it.blob) or b"")} for it in files()]

    def local_files(self) -> list[bool]:
        """Which files of the open conversation are on this computer already."""
        entries = self._view.bridge.queries.timeline(self._open_id(), 500)
        return [file.local for it in entries for file in it.files]

    def problem(self) -> str:
        """The sentence on the sign-in window, once there is one."""
        signin = wait_for(lambda: self._program._signin, "the sign-in window")
        page = signin.pages
        return str(wait_for(lambda: getattr(page.currentWidget(), "problem", signin.form.problem).text(), "a sentence"))

    def sync(self) -> None:
        """F5."""
        self._keys("sync")

    def language(self, code: str) -> None:
        """Switch the window's language at once."""
        from dataclasses import replace

        self._program.preferences.change(replace(self._program.preferences.settings, language=code))
        live(20)

    # ------------------------------------------------------------------ the world

    def advance(self, seconds: float) -> None:
        """Move this computer's clock."""
        clock: Any = self._program._around.clock if self._program._around else None
        clock.advance(seconds)

    def kill_server(self) -> int:
        """Kill the trial's server, and again each time it is started, until ``spare_server``."""
        self._killer = Killer(self._program._trial._child)
        return self._killer.kill()

    def spare_server(self) -> None:
        """Let the program start its server again."""
        if self._killer is not None:
            self._killer.stop()
            self._killer = None

    def server_pid(self) -> int | None:
        """The trial's server."""
        found: int | None = self._program._trial.server_pid
        return found

    def quit(self) -> None:
        """Close the window, as its cross does."""
        if self._program.window.isVisible():
            QTimer.singleShot(0, self._program.window, self._program.window.close)
        else:
            QTimer.singleShot(0, self._program, self._program.close)

    # ------------------------------------------------------------------ inside

    @property
    def _view(self) -> DeskView:
        view = self._program.window.desk_view
        assert view is not None, "no desk is open"
        return view

    @property
    def _pane(self) -> ConversationListPane:
        return self._view.workspace.list_pane

    @property
    def _composer(self) -> Any:
        return self._view.screens.composer

    def _status(self) -> Any:
        return self._view.bridge.status

    def _open_id(self) -> UUID:
        found = self._view.navigator.open_id
        assert found is not None
        return found

    def _is_settled(self) -> bool:
        machine: Any = self._view.bridge.desk._machine  # type: ignore[attr-defined]
        return machine.status.synced_at is not None

    def _paints_of(self, widget: QWidget) -> Paints:
        return self._paints.setdefault(id(widget), Paints(widget))

    def _list_in_words(self) -> str:
        shown = [f"{row['number']} {row['name']}" for row in self.rows()]
        return f"{self._pane.model.view.kind}, {len(shown)} rows, {shown[:40]}"

    def _row_with(self, text: str) -> int:
        for at, row in enumerate(self.rows()):
            if text in f"{row['name']}\n{row['subject']}\n{row['preview']}\n{row['number']}":
                return at
        return -1

    def _keys(self, action_id: str) -> None:
        window = self._program.window

        def is_active() -> bool:
            window.activateWindow()  # a popup that went takes it away again, a moment later
            return window.isActiveWindow()

        wait_for(is_active, lambda: f"the window to be active; it is {QApplication.activeWindow()}")
        QTest.keySequence(QApplication.focusWidget() or window, sequence(action_id))


class Killer:
    """Kills a child process and each that follows it, by its own id, until told to stop."""

    def __init__(self, child: Any) -> None:
        self._child = child
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="killer", daemon=True)

    def kill(self) -> int:
        """Kill the running one now; its id."""
        pid = int(self._child.pid)
        self._strike()
        self._thread.start()
        return pid

    def stop(self) -> None:
        """Spare the next one."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(0.02):
            self._strike()

    def _strike(self) -> None:
        process = self._child._process
        if process is not None and process.poll() is None:
            process.kill()


def _row(row: ConversationRow) -> dict[str, Any]:
    return {
        "id": str(row.id), "number": row.number, "name": row.customer_name, "subject": row.subject,
        "preview": row.preview, "channel": row.channel.value, "status": row.status.value, "unread": row.unread,
        "unsent": row.unsent, "draft": row.draft, "assignee_id": str(row.assignee_id or ""),
    }  # fmt: skip


def _entry(entry: EntryRow) -> dict[str, Any]:
    return {
        "seq": entry.seq, "kind": entry.kind.value, "text": str(entry.payload.get("text", "")),
        "delivery": entry.delivery.value if entry.delivery else "", "reason": entry.delivery_reason,
        "pending": entry.pending, "payload": {key: str(value) for key, value in entry.payload.items()},
    }  # fmt: skip
