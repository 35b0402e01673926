"""Why a customer is on hold."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.add_column("customer", sa.Column("hold_reason", sa.String(300), nullable=False, server_default=""))


def downgrade() -> None:
    """Undo."""
    op.drop_column("customer", "hold_reason")
