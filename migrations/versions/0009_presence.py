"""Who is at which conversation, who took it upon themselves, and which desks are heard of."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.model.column_type import UtcDateTime, Uuid16

revision = "0009"
down_revision = "0008"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "sign",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("conversation_id", Uuid16(), nullable=False),
        sa.Column("who_id", Uuid16(), nullable=False),
        sa.Column("by_customer", sa.Boolean(), nullable=False),
        sa.Column("looks_until", UtcDateTime(), nullable=True),
        sa.Column("writes_until", UtcDateTime(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "conversation_id", "who_id", name=op.f("pk_sign")),
    )
    op.create_index(op.f("ix_sign_ws_at"), "sign", ["ws", "at"])
    op.create_table(
        "claim",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("conversation_id", Uuid16(), nullable=False),
        sa.Column("user_id", Uuid16(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "conversation_id", name=op.f("pk_claim")),
    )
    op.create_index(op.f("ix_claim_ws_until"), "claim", ["ws", "until"])
    op.create_table(
        "desk_seen",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("user_id", Uuid16(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "user_id", name=op.f("pk_desk_seen")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("desk_seen")
    op.drop_table("claim")
    op.drop_table("sign")
