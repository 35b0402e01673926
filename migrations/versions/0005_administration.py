"""Who changed what, and sign-ins at mail providers."""

import sqlalchemy as sa
from alembic import op

from app.model.column_type import Json, UtcDateTime, Uuid16

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", Uuid16(), nullable=True),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("subject_id", Uuid16(), nullable=True),
        sa.Column("detail", Json, nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_ws_at"), "audit_entry", ["ws", "at"])
    op.create_table(
        "mail_sign_in",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("user_id", Uuid16(), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_mail_sign_in")),
    )
    op.create_index(op.f("ix_mail_sign_in_until"), "mail_sign_in", ["until"])
