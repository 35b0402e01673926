"""Read marks and blocks of the chat, keys and threads of channels joined by the API."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.model.column_type import UtcDateTime, Uuid16

revision = "0006"
down_revision = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    with op.batch_alter_table("customer") as table:
        table.add_column(sa.Column("blocked_until", UtcDateTime(), nullable=True))
    with op.batch_alter_table("delivery") as table:
        table.add_column(sa.Column("read_at", UtcDateTime(), nullable=True))
    op.create_table(
        "visitor_address",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("visitor_id", Uuid16(), nullable=False),
        sa.Column("address_hash", sa.String(length=32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "visitor_id", "address_hash", name=op.f("pk_visitor_address")),
    )
    op.create_index(op.f("ix_visitor_address_ws_address_hash"), "visitor_address", ["ws", "address_hash"])
    op.create_table(
        "channel_key",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("inbox_id", Uuid16(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_channel_key")),
    )
    op.create_index(op.f("ix_channel_key_ws_inbox_id"), "channel_key", ["ws", "inbox_id"])
    op.create_table(
        "channel_thread",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("inbox_id", Uuid16(), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("conversation_id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "inbox_id", "external_id", name=op.f("pk_channel_thread")),
    )
    op.create_index(op.f("ix_channel_thread_ws_conversation_id"), "channel_thread", ["ws", "conversation_id"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("channel_thread")
    op.drop_table("channel_key")
    op.drop_table("visitor_address")
    with op.batch_alter_table("delivery") as table:
        table.drop_column("read_at")
    with op.batch_alter_table("customer") as table:
        table.drop_column("blocked_until")
