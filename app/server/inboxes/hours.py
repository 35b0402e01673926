"""Opening hours, of the whole workspace or of one queue, as an administrator sets them at an inbox."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.business_hours import DAYS, MOST_DAYS_OFF, calendar, days_off
from app.model.workspace import Inbox, Workspace
from app.protocol.inbox import SetHours
from app.server import audit
from app.server.errors import Denied
from app.server.hours import zone_of
from app.server.transaction import ServerTx


def set_hours(tx: ServerTx, inbox_id: UUID, wish: SetHours) -> Inbox:
    """Write the week and the days off, when they are given; the rest stays. Hours of everybody end those of this queue.

    Raises:
        Denied: 404 ``not_found``, 400 ``bad_hours`` or ``too_many_days_off``.
    """
    inbox, workspace = tx.find(Inbox, inbox_id), tx.find(Workspace, tx.ws)
    if inbox is None or workspace is None:
        raise Denied(404, "not_found")
    written = _written(wish)
    kept = workspace.settings.get("hours")
    hours: dict[str, Any] = dict(kept) if isinstance(kept, dict) else {}
    queues: dict[str, Any] = dict(hours.get("queues") or {})
    queue = str(inbox.queue_id)
    if wish.own:
        of_queue = queues.get(queue)
        queues[queue] = (of_queue if isinstance(of_queue, dict) else {}) | written
    else:
        queues.pop(queue, None)
        hours |= written
    hours["queues"] = queues
    workspace.settings = {**workspace.settings, "hours": hours}
    audit.note(tx, "hours_set", inbox_id, own=wish.own, days_off=len(written.get("holidays", ())))
    return inbox


def days_off_of(session: Session, inbox: Inbox) -> int:
    """How many days off the hours of its queue have, else those of everybody."""
    workspace = session.get(Workspace, (inbox.ws, inbox.ws))
    hours = None if workspace is None else workspace.settings.get("hours")
    if not isinstance(hours, dict):
        return 0
    of_queue = (hours.get("queues") or {}).get(str(inbox.queue_id))
    return len(days_off(of_queue if isinstance(of_queue, dict) else hours))


def _written(wish: SetHours) -> dict[str, Any]:
    _require_week(wish.week)
    if wish.holidays is None:
        return {"week": wish.week}
    days = sorted({day.isoformat() for day in wish.holidays})
    if len(days) > MOST_DAYS_OFF:
        raise Denied(400, "too_many_days_off", field=str(MOST_DAYS_OFF))
    return {"week": wish.week, "holidays": days}


def _require_week(week: dict[str, list[str]]) -> None:
    for day, spans in week.items():
        for span in spans:
            read = calendar({"week": {day: [span]}}, zone_of(""))
            if day not in DAYS or read is None:
                raise Denied(400, "bad_hours", field=f"{day} {span}"[:60])
