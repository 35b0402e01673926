"""Answers that leave at a later time."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.model.column_type import Json, UtcDateTime, Uuid16

revision = "0015"
down_revision = "0014"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "later_message",
        sa.Column("conversation_id", Uuid16(), nullable=False),
        sa.Column("author_id", Uuid16(), nullable=True),
        sa.Column("content", Json, nullable=False),
        sa.Column("send_at", UtcDateTime(), nullable=False),
        sa.Column("seen_seq", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_later_message")),
    )
    op.create_index(op.f("ix_later_message_ws_conversation_id"), "later_message", ["ws", "conversation_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("later_message")
