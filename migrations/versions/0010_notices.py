"""What people are told of, and the deadlines they were reminded of."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.model.column_type import UtcDateTime, Uuid16

revision = "0010"
down_revision = "0009"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "notice",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("user_id", Uuid16(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", Uuid16(), nullable=False),
        sa.Column("subject_id", Uuid16(), nullable=False),
        sa.Column("by_id", Uuid16(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_ws_user_id_at"), "notice", ["ws", "user_id", "at"])
    op.create_index(op.f("ix_notice_at"), "notice", ["at"])
    op.create_table(
        "reminder",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", Uuid16(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "kind", "subject_id", name=op.f("pk_reminder")),
    )
    op.create_index(op.f("ix_reminder_due_at"), "reminder", ["due_at"])
    op.create_index(op.f("ix_promise_state_due_at"), "promise", ["state", "due_at"])
    op.create_index(op.f("ix_conversation_reply_due_at"), "conversation", ["reply_due_at"])


def downgrade() -> None:
    """Undo."""
    op.drop_index(op.f("ix_conversation_reply_due_at"), "conversation")
    op.drop_index(op.f("ix_promise_state_due_at"), "promise")
    op.drop_table("reminder")
    op.drop_table("notice")
