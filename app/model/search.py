"""Server-only tables of search; all of it can be made anew from the rows it is about, so no backup holds it."""

from uuid import UUID

from app.model.base import SERVER_ONLY, Base
from app.model.declaration import Big, Index, Mapped, String, Words, mapped_column


class SearchDoc(Base):
    """The words under which a customer, a conversation or an entry is found.

    ``place`` begins with the instant, so that the newest come first without sorting; those of customers are negative.
    On PostgreSQL a GIN index lies on ``words``, on SQLite triggers keep the FTS5 table ``search_word`` beside it.
    """

    __tablename__ = "search_doc"
    __table_args__ = (
        Index(None, "ws", "talk"),
        Index(None, "ws", "place"),
        Index(None, "place", unique=True),
        {"info": SERVER_ONLY},
    )

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)  # of the customer, the conversation or the entry
    kind: Mapped[int]  # as in SearchTodo
    talk: Mapped[UUID | None]
    place: Mapped[int] = mapped_column(Big)
    words: Mapped[str] = mapped_column(Words())


class SearchName(Base):
    """How a word of a customer's name sounds, and the word as documents hold it."""

    __tablename__ = "search_name"
    __table_args__ = (Index(None, "ws", "customer_id"), {"info": SERVER_ONLY})

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    sound: Mapped[str] = mapped_column(String(64), primary_key=True)
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(primary_key=True)


class SearchTodo(Base):
    """A row that is new or changed and not indexed yet; written by triggers, whoever writes the row.

    ``kind``: 0 a customer, 1 a conversation, 2 an entry, in the order in which they are indexed.
    """

    __tablename__ = "search_todo"
    __table_args__ = {"info": SERVER_ONLY}

    ws: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
