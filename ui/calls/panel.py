"""The call that goes on: who it is, its time, notes, and what comes of it; above the composer, never over the talk."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.client.call import CallState, HandCall
from app.client.kept_call import KeptCall
from app.domain.call import CallResult
from ui.calls.notes import CallNotes
from ui.calls.request_choice import RequestChoice
from ui.calls.words import ICONS, state_words, who
from ui.theme.icon import icon_pixmap
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.beside import BesideOrBelow
from ui.widgets.button import Button
from ui.widgets.choice import Choice
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.key_badge import is_asked
from ui.wording import call_result_name

_TICK_MS = 500
_SEND = "Ctrl+Return"
_POPUP = Qt.FocusReason.PopupFocusReason


class CallPanel(QFrame):
    """Shows a ``HandCall``; every button says what happened at the telephone."""

    answered = Signal()
    """They talk."""
    missed = Signal()
    """Nobody took it."""
    ended = Signal()
    """They have hung up."""
    saved = Signal()
    """The work after it is done."""
    dropped = Signal()
    """It was no call: nothing is to be noted."""
    wanted = Signal()
    """The request of the call is to be shown: another one is open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("call_panel")
        self._call: HandCall | None = None
        self._is_away = False
        self._icon, self._who, self._state = QLabel(), ElidedLabel(step="bodyStrong"), QLabel()
        self.answer_button, self.miss_button = Button(look="primary success", icon_name="phone"), Button()
        self.end_button, self.drop_button = Button(look="primary", icon_name="phone-off"), Button(look="link")
        self.save_button, self.back_button = Button(look="primary", icon_name="check"), Button(look="link")
        self.notes, self.request, self.result = CallNotes(), RequestChoice(), Choice()
        for choice in (self.request, self.result):
            choice.may_be_narrow()
        self._lay_out()
        self.notes.installEventFilter(self)
        for button, signal in (
            (self.answer_button, self.answered), (self.miss_button, self.missed), (self.end_button, self.ended),
            (self.save_button, self.saved), (self.drop_button, self.dropped),
            (self.back_button, self.wanted),
        ):  # fmt: skip
            button.clicked.connect(signal)
        self._ticking = QTimer(self, interval=_TICK_MS)
        self._ticking.timeout.connect(self._tick)
        self.hide()
        self.retranslate()
        self.restyle()

    def _lay_out(self) -> None:
        told, acts = QWidget(), QWidget()
        self._head, self._acts = QHBoxLayout(told), QHBoxLayout(acts)
        self._foot, self._column = QHBoxLayout(), QVBoxLayout(self)
        self._head.addWidget(self._icon)
        self._head.addWidget(self._who, 1)
        self._head.addWidget(self._state)
        for button in (self.back_button, self.drop_button, self.miss_button, self.answer_button, self.end_button):
            self._acts.addWidget(button)
        for row in (self._head, self._acts):
            row.setContentsMargins(0, 0, 0, 0)
        self._foot.addWidget(self.request, 1)
        self._foot.addWidget(self.result, 1)
        self._foot.addWidget(self.save_button)
        self._column.addWidget(BesideOrBelow(told, acts, is_read=True))
        self._column.addWidget(self.notes)
        self._column.addLayout(self._foot)

    def show_call(self, call: HandCall | None) -> None:
        """Show another call, or the same in another state; None: there is none."""
        fresh = call is not self._call
        self._call = call
        if call is None:
            self._ticking.stop()
            self.hide()
            return
        if fresh:
            self.notes.clear()
            self.result.setCurrentIndex(0)
            self.request.fill(call)
        self.request.add_own(call.request_id)
        takes_keys = not self._is_away and (fresh or call.state is CallState.TALKING)
        if takes_keys and not fresh:
            self.notes.setFocus(_POPUP)  # before the pressed button goes: Qt would give the keys to whatever comes next
        self._show_parts(call)
        self.retranslate()
        self._ticking.start()
        self.show()
        if takes_keys:
            self.notes.setFocus(_POPUP)

    def set_away(self, is_away: bool) -> None:
        """Whether a request of somebody else is open: then only who it is stands here, and nothing takes the keys."""
        changed, self._is_away = is_away != self._is_away, is_away
        if changed and self._call is not None:
            self._show_parts(self._call)

    @Slot(int)
    def set_fewest_lines(self, lines: int) -> None:
        """The window leaves so many to a text that is empty; what stands around one line moves together."""
        self.notes.set_most_lines(lines)
        self.restyle()

    def _show_parts(self, call: HandCall) -> None:
        offered, talking, here = call.state is CallState.OFFERED, call.state is CallState.TALKING, not self._is_away
        shown = (
            (self.answer_button, offered), (self.miss_button, offered), (self.drop_button, here and not talking),
            (self.end_button, talking), (self.notes, here), (self.request, here and not offered),
            (self.result, here and not offered), (self.save_button, here and call.state is CallState.WRAPUP),
            (self.back_button, not here),
        )  # fmt: skip
        for part, wanted in shown:
            part.setVisible(wanted)

    @property
    def chosen_result(self) -> CallResult | None:
        """What came of it, as far as it was said."""
        code = self.result.currentData()  # Qt keeps the plain text of it
        return None if code is None else CallResult(code)

    def take_up(self, kept: KeptCall) -> None:
        """What was written of it before the program ended."""
        self.notes.setPlainText(kept.notes)
        self.result.setCurrentIndex(max(self.result.findData(kept.result), 0))

    def choose_request(self, index: int) -> None:
        """Log it there."""
        self.request.setCurrentIndex(index)

    def event(self, event: QEvent) -> bool:
        """The key that sends is the call's here, not the reply's: it does what the button at the end says."""
        return self._takes(event) or super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The same in the notes, which may know that key as one of their own: Ctrl+Y does again."""
        return self._takes(event)

    def _takes(self, event: QEvent) -> bool:
        is_key = event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        if is_key and isinstance(event, QKeyEvent) and is_asked(event, _SEND):
            if event.type() is QEvent.Type.KeyPress:
                self._finish()
            event.accept()
            return True
        return False

    def _finish(self) -> None:
        button = next((it for it in (self.save_button, self.end_button) if it.isVisible()), None)
        if button is not None:
            button.click()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_ticking"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Sizes of now."""
        look = theme()
        gap = look.space(2 if self.notes.lines == 1 else 4)
        self._column.setContentsMargins(look.space(6), gap, look.space(6), gap)
        self._column.setSpacing(gap)
        for row in (self._head, self._acts, self._foot):
            row.setSpacing(look.space(4))
        self.notes.restyle()
        self._state.setFont(look.font("body", weight=500, tabular=True))
        self._show_icon()

    def retranslate(self) -> None:
        """All words."""
        self.setAccessibleName(_("Call"))
        self.answer_button.setText(_("Answered"))
        self.miss_button.setText(_("Missed"))
        self.end_button.setText(_("Hung up"))
        self.drop_button.setText(_("No call"))
        self.save_button.setText(_("Save the call"))
        self.back_button.setText(_("To the call"))
        self.notes.retranslate()
        self.request.retranslate()
        self.result.setAccessibleName(_("What came of the call"))
        chosen = self.result.currentIndex()
        self.result.clear()
        self.result.addItem(_("What came of it?"), None)
        for result in CallResult:
            self.result.addItem(call_result_name(result), result)
        self.result.setCurrentIndex(max(chosen, 0))
        self._show_icon()
        self._tick()

    def _show_icon(self) -> None:
        if self._call is not None:
            side = theme().size("icon")
            role = "danger" if self._call.state is CallState.OFFERED else "success"
            self._icon.setPixmap(icon_pixmap(ICONS[self._call.direction], role, side, self.devicePixelRatioF()))

    @Slot()
    def _tick(self) -> None:
        if self._call is not None:
            self._who.set_text(who(self._call), self._call.number.given)
            self._state.setText(state_words(self._call))
