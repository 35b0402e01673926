"""When to look again, searches people keep, who added an address, and customers that are one person."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.model.column_type import Json, UtcDateTime, Uuid16

revision = "0012"
down_revision = "0011"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_COLUMNS = (
    ("conversation", "follow_up_at", UtcDateTime),
    ("conversation", "follow_up_by_id", Uuid16),
    ("customer", "merged_into_id", Uuid16),
    ("identity", "added_by_id", Uuid16),
    ("identity", "verified_at", UtcDateTime),
)


def upgrade() -> None:
    """Change the tables."""
    for table, column, kind in _COLUMNS:
        op.add_column(table, sa.Column(column, kind(), nullable=True))
    op.create_table(
        "saved_view",
        sa.Column("user_id", Uuid16(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("filter", Json, nullable=False),
        sa.Column("sort", sa.String(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_saved_view")),
    )
    op.create_table(
        "customer_merge",
        sa.Column("survivor_id", Uuid16(), nullable=False),
        sa.Column("other_id", Uuid16(), nullable=False),
        sa.Column("moved", Json, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_customer_merge")),
    )
    op.create_index(op.f("ix_customer_merge_ws_survivor_id"), "customer_merge", ["ws", "survivor_id"])
    op.create_index(op.f("ix_customer_ws_merged_into_id"), "customer", ["ws", "merged_into_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_index(op.f("ix_customer_ws_merged_into_id"), "customer")
    op.drop_table("customer_merge")
    op.drop_table("saved_view")
    for table, column, _ in reversed(_COLUMNS):
        op.drop_column(table, column)
