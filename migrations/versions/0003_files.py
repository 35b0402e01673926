"""Files of chat visitors, verdicts of the virus scanner."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.model.column_type import UtcDateTime, Uuid16

revision = "0003"
down_revision = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    with op.batch_alter_table("attachment") as table:
        table.add_column(sa.Column("scan", sa.String(length=16), nullable=False, server_default=""))
    with op.batch_alter_table("attachment") as table:
        table.alter_column("scan", server_default=None)
        table.create_index(op.f("ix_attachment_scan"), ["scan"])
    op.create_table(
        "blob_scan",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("virus", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "sha256", name=op.f("pk_blob_scan")),
    )
    op.create_table(
        "chat_file",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("visitor_id", Uuid16(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("content_type", sa.String(length=127), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_chat_file")),
    )
    with op.batch_alter_table("chat_file") as table:
        table.create_index(op.f("ix_chat_file_ws_visitor_id"), ["ws", "visitor_id"])
        table.create_index(op.f("ix_chat_file_created_at"), ["created_at"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("chat_file")
    op.drop_table("blob_scan")
    with op.batch_alter_table("attachment") as table:
        table.drop_index(op.f("ix_attachment_scan"))
        table.drop_column("scan")
