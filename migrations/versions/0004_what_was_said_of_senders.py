"""What was said of senders."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.model.column_type import UtcDateTime, Uuid16

revision = "0004"
down_revision = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "sender_rule",
        sa.Column("queue_id", Uuid16(), nullable=False),
        sa.Column("pattern", sa.String(length=320), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("author_id", Uuid16(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_sender_rule")),
    )
    op.create_index(op.f("ix_sender_rule_ws_pattern"), "sender_rule", ["ws", "pattern"], unique=False)
