"""The reply deadline of a conversation as a ring with words."""

from datetime import datetime, timedelta

from app.client.row import ConversationRow
from app.domain.sla import AT_RISK, DUE_SOON
from app.domain.status import Status
from ui.translation import _
from ui.widgets.sla_ring import Sla, SlaState, left_text

_PAUSED = (Status.WAITING_CUSTOMER, Status.ON_HOLD)
_DONE = (Status.RESOLVED, Status.CLOSED)


def deadline(row: ConversationRow, now: datetime) -> Sla | None:
    """What the header says about time; None when nobody waits."""
    if row.status in _DONE:
        return Sla(SlaState.SOLVED, _("solved"))
    if row.status in _PAUSED:
        return Sla(SlaState.PAUSED, _("on customer") if row.status is Status.WAITING_CUSTOMER else _("on hold"))
    if row.reply_due_at is None:
        return None
    left = row.reply_due_at - now
    share = left / timedelta(seconds=max(1, row.reply_target_s))
    if left <= timedelta():
        return Sla(SlaState.LATE, _("reply late {time}").format(time=left_text(left)), 0)
    state = SlaState.AT_RISK if share < AT_RISK else SlaState.SOON if share <= DUE_SOON else SlaState.ON_TRACK
    return Sla(state, _("reply due in {time}").format(time=left_text(left)), min(1.0, share))
