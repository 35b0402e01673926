"""Whether somebody answers now."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.business_hours import is_open, next_opening
from app.model.workspace import Inbox, Workspace
from app.server.hours import queue_hours


def opening_of(session: Session, inbox: Inbox, now: datetime) -> datetime | None:
    """When the page's queue opens next, by the hours of the workspace; None: somebody is there."""
    workspace = session.scalars(select(Workspace).where(Workspace.ws == inbox.ws)).one()
    hours = queue_hours(workspace.settings, workspace.timezone, inbox.queue_id)
    return None if is_open(hours, now) else next_opening(hours, now)
