"""Lists that people keep for themselves."""

from typing import Any
from uuid import UUID

from app.model.base import Row
from app.model.declaration import Mapped, String, mapped_column


class SavedView(Row):
    """A search a person keeps under a name in their rail; nobody else sees it.

    ``filter``: ``text``, and by name what is asked for, as ``app.client.row.Only`` has it; ``sort``: the order.
    """

    __tablename__ = "saved_view"

    user_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(80))
    filter: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sort: Mapped[str] = mapped_column(String(16), default="")
    position: Mapped[int] = mapped_column(default=0)
