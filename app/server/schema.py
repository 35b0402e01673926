"""The revision of the database this program was built for, and how to look at and reach it."""

from typing import Any

from sqlalchemy import Engine, inspect, text

from app.resource import resource_folder
from app.server.errors import Trouble

HEAD = "0020"
"""Head of ``migrations``; a test holds the two together."""


def revision(engine: Engine) -> str:
    """The revision of the database; empty when it has no tables yet."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def require_head(engine: Engine) -> None:
    """Refuse to run on another revision.

    Raises:
        Trouble: the database is older or newer than this program.
    """
    found = revision(engine)
    if found != HEAD:
        raise Trouble(
            f"The database is at revision {found or 'none'}, this program needs {HEAD}. "
            "Nothing was changed. Run: deskhand-server migrate"
        )


def is_known(wanted: str) -> bool:
    """Whether this program has migrations from that revision on; it has none from one of a newer program."""
    from alembic.script import ScriptDirectory

    return any(it.revision == wanted for it in ScriptDirectory.from_config(alembic_config(None)).walk_revisions())


def make_tables(engine: Engine, wanted: str) -> None:
    """Make the tables of a revision in an empty database."""
    from alembic import command

    command.upgrade(alembic_config(engine), wanted)


def migrate(engine: Engine) -> bool:
    """Bring the database to ``HEAD``; tells whether anything was to be done. Imports alembic only then."""
    if revision(engine) == HEAD:
        return False
    from alembic import command

    command.upgrade(alembic_config(engine), HEAD)
    return True


def alembic_config(engine: Engine | None) -> Any:
    """Alembic's configuration for the folder ``migrations`` beside the code."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(resource_folder().parent / "migrations"))
    config.attributes["engine"] = engine
    return config
