"""Opening hours, of the whole workspace or of one queue, as an administrator sets them at an inbox."""

from datetime import date
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
    """Write the week, days off and other hours, when they are given; the rest stays. Everybody's end the queue's.

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
    written: dict[str, Any] = {"week": wish.week}
    if wish.holidays is not None:
        written["holidays"] = sorted({day.isoformat() for day in wish.holidays})
    if wish.special is not None:
        _require_special(wish.special)
        written["special"] = dict(sorted(wish.special.items()))
    if max(len(written.get(it, ())) for it in ("holidays", "special")) > MOST_DAYS_OFF:
        raise Denied(400, "too_many_days_off", field=str(MOST_DAYS_OFF))
    return written


def _require_week(week: dict[str, list[str]]) -> None:
    for day, spans in week.items():
        _require_spans(spans, day, is_day=day in DAYS)


def _require_special(special: dict[str, list[str]]) -> None:
    for day, spans in special.items():
        _require_spans(spans or [""], day, is_day=_is_date(day))


def _require_spans(spans: list[str], day: str, *, is_day: bool) -> None:
    for span in spans:
        if not is_day or calendar({"week": {DAYS[0]: [span]}}, zone_of("")) is None:
            raise Denied(400, "bad_hours", field=f"{day} {span}"[:60])


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
