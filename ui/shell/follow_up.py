"""Until when a conversation is put aside: a few good times, or any."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import itemgetter

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from ui.theme.tokens import theme
from ui.time_choice import TimeChoice
from ui.translation import _

_MORNING, _AFTERNOON = 9, 15
_MONDAY = 0


def times(now: datetime) -> list[tuple[str, datetime]]:
    """Times to choose from, each in words; the earliest first, none twice."""
    today = now.replace(minute=0, second=0, microsecond=0)
    tomorrow = today.replace(hour=_MORNING) + timedelta(days=1)
    monday = today.replace(hour=_MORNING) + timedelta(days=(_MONDAY - now.weekday()) % 7 or 7)
    soon = (now + timedelta(hours=1)).replace(second=0, microsecond=0)
    found = [(_("In an hour"), soon)]
    if today.replace(hour=_AFTERNOON) > soon:
        found.append((_("This afternoon"), today.replace(hour=_AFTERNOON)))
    found.append((_("Tomorrow morning"), tomorrow))
    found.append((_("In three days"), today.replace(hour=_MORNING) + timedelta(days=3)))
    if monday not in [time for _words, time in found]:
        found.append((_("Next Monday"), monday))
    return sorted(found, key=itemgetter(1))


class FollowUpDialog(QDialog):
    """Arrows choose, Enter does it."""

    def __init__(self, now: datetime, at: Sequence[datetime | None], parent: QWidget | None = None) -> None:
        """``now`` in the operator's zone; ``at``: when those it is about come back."""
        super().__init__(parent)
        self.setObjectName("follow_up_dialog")
        self.setWindowTitle(_("Follow up later"))
        self.times = TimeChoice(now, times(now), none=_("Not aside any more") if any(at) else "")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Put aside"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme().space(4))
        column.addWidget(self.times)
        column.addWidget(buttons)
        self.setMinimumWidth(theme().size("toast"))
        self.times.setFocus()

    @property
    def until(self) -> datetime | None:
        """What was chosen; None: not aside any more."""
        return self.times.time
