"""A tireless operator that does anything one can do at the window, by chance; a seed gives the same chance again."""

import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QTextEdit,
    QWidget,
)

from ui.shell.window import MainWindow

PAUSE_MS = 4
LEFT_ALONE = {"quit", "close", "sign-out", "switch-user", "fullscreen"}
"""Actions that end the desk, or need a window manager."""

SIZES = ((1440, 900), (1280, 720), (960, 600), (1920, 1080))
WORDS = (
    "Добрый день!", "Проверяю заказ", "привезём завтра", "<b>не разметка</b>", "{{ customer.name }}", "Thank you",
    "https://shop.example/a?b=1", "лампа № 48-20917", "🙂", "/", "@Ан", "\n", "ошибка в словe", "%s %d", "ё" * 40,
)  # fmt: skip
KEYS = (
    Qt.Key.Key_Tab, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Backspace, Qt.Key.Key_Left, Qt.Key.Key_Right,
)  # fmt: skip
_LETTER = {Qt.Key.Key_Space: " ", Qt.Key.Key_Return: "\r", Qt.Key.Key_Tab: "\t"}
SCHEMES = ("http", "https", "mailto", "file", "tel")


def memory_mb() -> float:
    """What this process holds."""
    return int(Path("/proc/self/status").read_text("ascii").split("VmRSS:")[1].split()[0]) / 1024


def strike(widget: QWidget, key: Qt.Key) -> None:
    """Press a key there; who does not take it need not."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        if shiboken6.isValid(widget):
            QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, _LETTER.get(key, "")))


def leave_dialogs() -> bool:
    """Close one thing that is open over the window; False when there is none."""
    top = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    if isinstance(top, QMessageBox) and (without := _way_without(top)) is not None:
        QTimer.singleShot(0, without, without.click)  # its rejection leads back to what is to be left
    elif isinstance(top, QDialog):
        QTimer.singleShot(0, top, top.reject)
    elif top is not None:
        QTimer.singleShot(0, top, top.close)
    return top is not None


def _way_without(question: QMessageBox) -> QAbstractButton | None:
    """The button that leaves without saving."""
    ways = {question.buttonRole(it): it for it in question.buttons()}
    return ways.get(QMessageBox.ButtonRole.DestructiveRole)


class Robot(QObject):
    """One deed a step. The next step is arranged before a deed begins: it happens inside of what the deed opens."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        super().__init__(window)
        self._window = window
        self._chance = random.Random(seed)
        self._left, self.is_busy = 0, False
        self.done: Counter[str] = Counter()
        for scheme in SCHEMES:
            QDesktopServices.setUrlHandler(scheme, self, "open_nothing")

    @Slot(QUrl)
    def open_nothing(self, _address: QUrl) -> None:
        """No browser starts here."""

    def walk(self, steps: int) -> None:
        """Begin; it goes on by itself, and in the end leaves what it has opened."""
        self._left, self.is_busy = steps, True
        self._arrange()

    def _arrange(self) -> None:
        QTimer.singleShot(PAUSE_MS, self, self._step)

    @Slot()
    def _step(self) -> None:
        if self._left <= 0:  # what is open runs a loop of its own: nothing below goes on before it is left
            self.is_busy = leave_dialogs()
            if self.is_busy:
                self._arrange()
            return
        self._left -= 1
        self._arrange()
        for it in LEFT_ALONE:
            self._window.shortcuts.actions[it].setEnabled(False)  # the palette has them too
        popup, dialog = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        deed: Callable[[], str]
        if isinstance(popup, QMenu):
            deed = self._of_a_menu(popup)
        elif popup is not None:
            deed = self._of_a_popup(popup)
        elif dialog is not None:
            deed = self._of_a_dialog(dialog)
        else:
            deed = self._of_the_window()
        name = deed.__name__
        self.done[name.strip("_")] += 1
        print(name, file=sys.stderr)  # before: it may be the last that is done
        print("   ", deed(), file=sys.stderr)

    # ------------------------------------------------------------------ what is open decides what can be done

    def _of_a_menu(self, menu: QMenu) -> Callable[[], str]:
        def leave_menu() -> str:
            strike(menu, Qt.Key.Key_Escape)
            return ""

        def choose_in_menu() -> str:
            some = [it for it in menu.actions() if it.isEnabled() and it.isVisible() and not it.isSeparator()]
            some = [it for it in some if it.menu() is None and not self._ends(it.objectName())]
            if not some:
                return leave_menu()
            action = self._chance.choice(some)
            name = str(action.text())
            menu.setActiveAction(action)
            strike(menu, Qt.Key.Key_Return)
            return name

        return self._chance.choice((leave_menu, choose_in_menu))

    def _of_a_popup(self, popup: QWidget) -> Callable[[], str]:
        def leave_popup() -> str:
            strike(popup, self._chance.choice((Qt.Key.Key_Escape, Qt.Key.Key_Down, Qt.Key.Key_Return)))
            return ""

        return leave_popup

    def _of_a_dialog(self, dialog: QWidget) -> Callable[[], str]:
        def leave_dialog() -> str:
            title = dialog.windowTitle()
            strike(dialog, Qt.Key.Key_Escape)
            return title

        ways = (leave_dialog, self._press(dialog), self._write(dialog), self._choose(dialog), self._strike)
        return self._chance.choices(ways, (5, 4, 2, 2, 1))[0]

    def _of_the_window(self) -> Callable[[], str]:
        window = self._window
        ways = (
            self._use_a_key, self._press(window), self._write(window), self._choose(window), self._strike,
            self._answer, self._resize, self._ask_for_a_menu, self._open,
        )  # fmt: skip
        return self._chance.choices(ways, (8, 4, 2, 3, 3, 4, 1, 2, 6))[0]

    # ------------------------------------------------------------------ deeds

    def _use_a_key(self) -> str:
        actions = self._window.shortcuts.actions
        chosen = self._chance.choice(
            [it for it, action in actions.items() if action.isEnabled() and action.isVisible()]
        )
        actions[chosen].trigger()
        return chosen

    def _press(self, root: QWidget) -> Callable[[], str]:
        def press() -> str:
            some = [it for it in self._seen(root, QAbstractButton) if not self._ends(it.objectName())]
            if not some:
                return ""
            button = self._chance.choice(some)
            name = self._called(button)  # what is pressed may be gone afterwards
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            return name

        return press

    def _write(self, root: QWidget) -> Callable[[], str]:
        def write() -> str:
            fields = [*self._seen(root, QLineEdit), *self._seen(root, QTextEdit)]
            if not fields:
                return ""
            field = self._chance.choice(fields)
            field.setFocus()
            text = self._text()
            if isinstance(field, QLineEdit):
                field.insert(text)
            elif not field.isReadOnly():
                field.insertPlainText(text)
            return self._called(field)

        return write

    def _choose(self, root: QWidget) -> Callable[[], str]:
        def choose() -> str:
            lists = [it for it in self._seen(root, QAbstractItemView) if it.model() and it.model().rowCount()]
            boxes: list[Any] = [it for it in self._seen(root, QComboBox) if it.count()]
            if not lists + boxes:
                return ""
            chosen = self._chance.choice(lists + boxes)
            name = self._called(chosen)
            if isinstance(chosen, QComboBox):
                row = self._chance.randrange(chosen.count())
                chosen.setCurrentIndex(row)
                chosen.activated.emit(row)
            else:
                self._click_row(chosen)
            return name

        return choose

    def _strike(self) -> str:
        at = QApplication.focusWidget() or self._window
        key, name = self._chance.choice(KEYS), self._called(at)
        strike(at, key)
        return f"{key.name} at {name}"

    def _answer(self) -> str:
        composer: Any = self._view.screens.composer
        if self._view.navigator.open_id is None:
            return ""
        (composer.reply if self._chance.random() < 0.6 else composer.note)()
        composer.face.editors.shown.insertPlainText(self._text())
        if composer.send_button.isEnabled() and self._chance.random() < 0.7:
            QTest.mouseClick(composer.send_button, Qt.MouseButton.LeftButton)
        return "note" if composer.is_note else "reply"

    def _resize(self) -> str:
        self._window.resize(*self._chance.choice(SIZES))
        return ""

    def _ask_for_a_menu(self) -> str:
        lists = self._seen(self._window, QAbstractItemView)
        if not lists:
            return ""
        view = self._chance.choice(lists)
        name = self._called(view)
        at = QPoint(self._chance.randrange(max(1, view.width())), self._chance.randrange(max(1, view.height())))
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.viewport().mapToGlobal(at))
        QApplication.sendEvent(view.viewport(), event)
        return name

    def _open(self) -> str:
        view = self._view.workspace.list_pane.view
        if view.model().rowCount():
            self._click_row(view)
        return str(self._view.navigator.open_id)

    # ------------------------------------------------------------------ inside

    @property
    def _view(self) -> Any:
        view = self._window.desk_view
        assert view is not None, "the desk has gone"
        return view

    def _ends(self, name: str) -> bool:
        return name.removeprefix("action_") in LEFT_ALONE

    def _seen(self, root: QWidget, kind: type[Any]) -> list[Any]:
        found: Sequence[Any] = root.findChildren(kind)
        return [it for it in found if it.isVisible() and it.isEnabled() and it.window() is root.window()]

    def _click_row(self, view: QAbstractItemView) -> None:
        index = view.model().index(self._chance.randrange(view.model().rowCount()), 0)
        view.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)  # a header has no default for it
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())

    def _text(self) -> str:
        return " ".join(self._chance.choices(WORDS, k=self._chance.randrange(1, 8)))

    @staticmethod
    def _called(widget: QWidget) -> str:
        return widget.objectName() or widget.accessibleName() or type(widget).__name__
