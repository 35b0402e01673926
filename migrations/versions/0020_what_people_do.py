"""What each desk says of its person: at work, at lunch; nothing of those that say nothing."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.model.column_type import Json

revision = "0020"
down_revision = "0019"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    with op.batch_alter_table("desk_seen") as table:
        table.add_column(sa.Column("said", Json, nullable=True))


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("desk_seen") as table:
        table.drop_column("said")
