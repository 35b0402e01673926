"""Live mailboxes: how they stand and how far they were read."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.model.column_type import Json, UtcDateTime, Uuid16

revision = "0002"
down_revision = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "inbox_state",
        sa.Column("inbox_id", Uuid16(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("said", sa.String(length=300), nullable=False),
        sa.Column("since_at", UtcDateTime(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("sent_state", sa.String(length=32), nullable=False),
        sa.Column("import_state", sa.String(length=16), nullable=False),
        sa.Column("import_total", sa.Integer(), nullable=False),
        sa.Column("import_done", sa.Integer(), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_inbox_state")),
    )
    op.create_table(
        "mailbox_mark",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("inbox_id", Uuid16(), nullable=False),
        sa.Column("folder", sa.String(length=255), nullable=False),
        sa.Column("account", sa.String(length=400), nullable=False),
        sa.Column("uidvalidity", BIG, nullable=False),
        sa.Column("first_uid", BIG, nullable=False),
        sa.Column("last_uid", BIG, nullable=False),
        sa.Column("history_uid", BIG, nullable=False),
        sa.Column("from_at", UtcDateTime(), nullable=False),
        sa.Column("by_day", sa.Boolean(), nullable=False),
        sa.Column("skipped", Json, nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_mailbox_mark")),
    )
    op.create_index(op.f("ix_mailbox_mark_ws_inbox_id"), "mailbox_mark", ["ws", "inbox_id"], unique=False)
    op.create_table(
        "imported_mail",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("entry_id", Uuid16(), nullable=False),
        sa.Column("inbox_id", Uuid16(), nullable=False),
        sa.Column("conversation_id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "entry_id", name=op.f("pk_imported_mail")),
    )
    op.create_index(
        op.f("ix_imported_mail_ws_inbox_id_conversation_id"), "imported_mail", ["ws", "inbox_id", "conversation_id"],
        unique=False,
    )  # fmt: skip
