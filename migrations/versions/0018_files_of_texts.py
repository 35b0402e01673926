"""Files that go with texts to reuse."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.model.column_type import Json

revision = "0018"
down_revision = "0017"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.add_column("template", sa.Column("files", Json, nullable=False, server_default="[]"))


def downgrade() -> None:
    """Undo."""
    op.drop_column("template", "files")
