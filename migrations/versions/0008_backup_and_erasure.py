"""How far backups have each desk's commands; what was erased, and what must not be."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Change the tables."""
    op.add_column("sync_client", sa.Column("backup_mid", BIG, nullable=True))
    for table in ("conversation", "customer"):
        for column in ("erased", "legal_hold"):
            op.add_column(table, sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false()))
