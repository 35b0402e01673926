"""Texts that are being written, for their author's other desks and for a successor."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.model.column_type import Json, UtcDateTime, Uuid16

revision = "0011"
down_revision = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "draft",
        sa.Column("user_id", Uuid16(), nullable=False),
        sa.Column("conversation_id", Uuid16(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("desk_id", Uuid16(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("earlier", Json, nullable=False),
        sa.Column("offered_to", Uuid16(), nullable=True),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_ws_conversation_id"), "draft", ["ws", "conversation_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("draft")
