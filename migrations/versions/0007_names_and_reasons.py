"""A company's name in each language; why a message did not arrive, as a code with its data."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.model.column_type import Json

revision = "0007"
down_revision = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    for table, column in (("workspace", "names"), ("delivery", "reason_data")):
        op.add_column(table, sa.Column(column, Json, nullable=False, server_default="{}"))


def downgrade() -> None:
    """Undo."""
    for table, column in (("delivery", "reason_data"), ("workspace", "names")):
        with op.batch_alter_table(table) as altered:
            altered.drop_column(column)
