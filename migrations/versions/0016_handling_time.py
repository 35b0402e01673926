"""How long people worked on requests."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.model.column_type import UtcDateTime, Uuid16

revision = "0016"
down_revision = "0015"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "handling_time",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("conversation_id", Uuid16(), nullable=False),
        sa.Column("user_id", Uuid16(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_handling_time")),
    )
    op.create_index(op.f("ix_handling_time_ws_conversation_id"), "handling_time", ["ws", "conversation_id"])
    op.create_index(op.f("ix_handling_time_ws_user_id_at"), "handling_time", ["ws", "user_id", "at"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("handling_time")
