"""Before something is solved: what becomes of what is promised there is asked once, and goes with the solve."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.client.customer_row import PromiseRow
from app.client.port import Touched
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation.block_words import number_text
from ui.conversation.promise_dialog import PromiseDialog
from ui.conversation.promise_times import PromiseTimesDialog
from ui.promises import Decision, Promising, owed_in
from ui.translation import _, ngettext
from ui.widgets.announce import announce
from ui.widgets.owed_line import OwedLine
from ui.wording import moment_text

_SHOWN = 80


class Owing(QObject):
    """Asks in its line. A second try to solve while it asks takes the keyboard there; nothing else ever does."""

    def __init__(self, bridge: DeskBridge, line: OwedLine, window: QWidget, back: Callable[[], object]) -> None:
        """``back`` gives the keyboard to where one works, once the line goes with it."""
        super().__init__(line)
        self._bridge, self._line, self._window, self._back = bridge, line, window, back
        self._make = Promising(bridge.queries, bridge.new_id)
        self._ids: frozenset[UUID] = frozenset()
        self._go_on: Callable[[], object] = self.withdraw
        self._decision: Decision | None = None
        self.dialog: PromiseDialog | PromiseTimesDialog | None = None
        """By which other time?"""
        line.kept.connect(self._on_kept)
        line.move_wanted.connect(self._ask_time)
        line.left_open.connect(self._on_left_open)
        line.closed.connect(self.withdraw)
        bridge.touched.connect(self._on_touched)

    def stops(self, ids: Sequence[UUID], go_on: Callable[[], object]) -> bool:
        """Whether the operator has to decide first; ``go_on`` solves these requests afterwards."""
        asked = self._ids == frozenset(ids)
        if asked and self._decision is not None:
            return False
        owed = self._owed(ids)
        if not owed:
            self.withdraw()
            return False
        self._decision, self._go_on = None, go_on
        if asked and not self._line.isHidden():
            self._line.take_keys()
            return True
        self._ids = frozenset(ids)
        self._show(owed)
        announce(self._line, f"{self._line.text}. {self._line.hint}")
        return True

    def along(self, ids: Sequence[UUID]) -> list[object]:
        """What was decided, as commands to be given together with the solve of these; once."""
        decision = self._decision if self._ids == frozenset(ids) else None
        self.withdraw()
        return [] if decision is None else list(self._make.carry_out(decision, self._owed(ids)))

    @Slot()
    def withdraw(self, *_of: object) -> None:
        """Nothing is asked any more, and nothing was decided."""
        self._ids, self._decision = frozenset(), None
        self._hide()

    def _owed(self, ids: Iterable[UUID]) -> list[PromiseRow]:
        rows = self._bridge.queries.conversation_rows(ids)
        due = [it.id for it in rows if it.promise_due_at is not None]
        return [promise for it in due for promise in owed_in(self._bridge.queries, it)]

    def _show(self, owed: Sequence[PromiseRow]) -> None:
        first = min(owed, key=lambda it: it.due_at)
        time = moment_text(first.due_at, self._bridge.now(), self._bridge.zone)
        words, count = _("Still promised: “{promise}”, by {time}"), len(owed)
        if count > 1:
            words = ngettext(
                "{count} promise is still open; first “{promise}”, by {time}",
                "{count} promises are still open; first “{promise}”, by {time}",
                count,
            )
        text = words.format(count=count, time=time, promise=one_line(first.text, _SHOWN))
        self._line.ask(text, several=count > 1)

    def _hide(self) -> None:
        with_keys = self._line.has_keys
        self._line.hide()
        if with_keys:
            self._back()

    @Slot()
    def _on_kept(self) -> None:
        self._decide(Decision(kept=True))

    @Slot()
    def _on_left_open(self) -> None:
        self._decide(Decision())

    @Slot()
    def _ask_time(self) -> None:
        owed = self._owed(self._ids)
        if not owed:
            self._decide(Decision())
            return
        self.dialog = self._of_one(owed[0]) if len(owed) == 1 else self._of_several(owed)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def _of_one(self, promise: PromiseRow) -> PromiseDialog:
        dialog = PromiseDialog(self._bridge.now(), promise.text, self._window)
        dialog.promised.connect(lambda _text, due_at: self._on_times({promise.id: due_at}))
        return dialog

    def _of_several(self, owed: Sequence[PromiseRow]) -> PromiseTimesDialog:
        rows = self._bridge.queries.conversation_rows({it.conversation_id for it in owed})
        numbers = {it.id: number_text(it.number) for it in rows} if len(rows) > 1 else {}
        named = [(it, numbers.get(it.conversation_id, "")) for it in owed]
        dialog = PromiseTimesDialog(self._bridge.now(), named, self._window)
        dialog.chosen.connect(self._on_times)
        return dialog

    @Slot(object)
    def _on_times(self, times: Mapping[UUID, datetime]) -> None:
        self._decide(Decision(times=times))

    def _decide(self, decision: Decision) -> None:
        self._decision = decision
        self._hide()
        self._go_on()

    def _on_touched(self, touched: Touched) -> None:
        """Somebody else may have settled it meanwhile, or promised more."""
        if self._line.isHidden() or not (touched.everything or touched.conversations.intersection(self._ids)):
            return
        owed = self._owed(self._ids)
        if owed:
            self._show(owed)
        else:
            self.withdraw()
