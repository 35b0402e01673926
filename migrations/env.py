"""Runs migrations on the engine they are given, on PostgreSQL and SQLite alike."""

from typing import Any

from alembic import context
from sqlalchemy import JSON

from app.model.all import Base
from app.model.column_type import EnumValue, JsonValue, UtcDateTime, Uuid16


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Write our own column types into new migrations as what they are."""
    if kind == "type" and isinstance(item, Uuid16 | UtcDateTime):
        autogen_context.imports.add("from app.model.column_type import UtcDateTime, Uuid16")
        return f"{type(item).__name__}()"
    if kind == "type" and isinstance(item, EnumValue):
        return "sa.String(32)"
    if kind == "type" and isinstance(item, JSON | JsonValue):
        autogen_context.imports.add("from app.model.column_type import Json")
        return "Json"
    return False


def run() -> None:
    """Apply what is missing, in one transaction."""
    with context.config.attributes["engine"].connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
