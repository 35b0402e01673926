"""Ways out that take no letters; and a lane for each inbox in place of one for all of a channel."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from app.model.column_type import Json, UtcDateTime, Uuid16

revision = "0019"
down_revision = "0018"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

EFFECT = sa.table(
    "effect",
    sa.column("ws", Uuid16()),
    sa.column("id", Uuid16()),
    sa.column("kind", sa.String()),
    sa.column("state", sa.String()),
    sa.column("payload", Json),
)
CONVERSATION = sa.table(
    "conversation",
    sa.column("ws", Uuid16()),
    sa.column("id", Uuid16()),
    sa.column("inbox_id", Uuid16()),
    sa.column("queue_id", Uuid16()),
)


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "outgoing_trouble",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("inbox_id", Uuid16(), nullable=False),
        sa.Column("since_at", UtcDateTime(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=False),
        sa.Column("probe", Uuid16(), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("reason_data", Json, nullable=False),
        sa.PrimaryKeyConstraint("ws", "inbox_id", name=op.f("pk_outgoing_trouble")),
        info={"side": "server"},
    )
    for ws, effect_id, payload in _waiting():
        channel = str(payload.get("lane", ""))
        inbox = _inbox(ws, payload) if channel and channel != "chat" and ":" not in channel else None
        if inbox is not None:
            _set_lane(ws, effect_id, payload | {"lane": f"{channel}:{inbox}"})


def downgrade() -> None:
    """Undo."""
    for ws, effect_id, payload in _waiting():
        _set_lane(ws, effect_id, payload | {"lane": str(payload.get("lane", "")).partition(":")[0]})
    op.drop_table("outgoing_trouble")


def _waiting() -> list[tuple[UUID, UUID, dict[str, object]]]:
    """What is still to be delivered."""
    mine = (EFFECT.c.kind == "deliver") & EFFECT.c.state.in_(("waiting", "leased", "failed"))
    found = op.get_bind().execute(sa.select(EFFECT.c.ws, EFFECT.c.id, EFFECT.c.payload).where(mine))
    return [(ws, effect_id, payload) for ws, effect_id, payload in found]


def _inbox(ws: UUID, payload: dict[str, object]) -> UUID | None:
    """By what it leaves, or what stands for it."""
    mine = (CONVERSATION.c.ws == ws) & (CONVERSATION.c.id == UUID(str(payload["conversation_id"])))
    query = sa.select(sa.func.coalesce(CONVERSATION.c.inbox_id, CONVERSATION.c.queue_id)).where(mine)
    found: UUID | None = op.get_bind().scalar(query)
    return found


def _set_lane(ws: UUID, effect_id: UUID, payload: dict[str, object]) -> None:
    mine = (EFFECT.c.ws == ws) & (EFFECT.c.id == effect_id)
    op.get_bind().execute(sa.update(EFFECT).where(mine).values(payload=payload))
