"""How a request ended and which order it is about; requests that are linked, merged, or hold moved entries."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.model.column_type import Json, Uuid16

revision = "0013"
down_revision = "0012"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.add_column("conversation", sa.Column("disposition", sa.String(32), nullable=False, server_default=""))
    op.add_column("conversation", sa.Column("order_number", sa.String(64), nullable=False, server_default=""))
    for column in ("link_ids", "moved_ids"):
        op.add_column("conversation", sa.Column(column, Json, nullable=False, server_default="[]"))
    op.add_column("conversation", sa.Column("merged_into_id", Uuid16(), nullable=True))
    op.create_index(op.f("ix_conversation_ws_merged_into_id"), "conversation", ["ws", "merged_into_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_index(op.f("ix_conversation_ws_merged_into_id"), "conversation")
    with op.batch_alter_table("conversation") as altered:
        for column in ("merged_into_id", "moved_ids", "link_ids", "order_number", "disposition"):
            altered.drop_column(column)
