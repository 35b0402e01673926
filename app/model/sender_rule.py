"""What operators said of senders."""

from datetime import datetime
from uuid import UUID

from app.model.base import Row
from app.model.declaration import Index, Mapped, String, mapped_column


class SenderRule(Row):
    """That mail of an address, or of a whole domain, into a queue is no customer's, or is one's whatever servers say.

    ``id`` is derived from queue and pattern. It holds an address, so it goes where the queue's requests go.
    """

    __tablename__ = "sender_rule"
    __table_args__ = (Index(None, "ws", "pattern"),)

    queue_id: Mapped[UUID]
    pattern: Mapped[str] = mapped_column(String(320))  # lower case: name@domain, or @domain
    verdict: Mapped[str] = mapped_column(String(16), default="")  # junk, customer, or empty: taken back
    author_id: Mapped[UUID | None]
    at: Mapped[datetime]
