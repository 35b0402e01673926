"""The migrations lead exactly to the models, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.model.all import Base
from app.server.errors import Trouble
from app.server.schema import HEAD, alembic_config, migrate, require_head, revision


def test_the_head_of_the_models_is_the_head_of_the_migrations(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=_HOW)
        assert compare_metadata(context, Base.metadata) == []


def _is_ours(_object, name, _kind, _reflected, _compare_to):
    """The index of words is the dialect's own affair: FTS5 with its tables here, GIN there."""
    return not (name or "").startswith(("search_word", "ix_search_word"))


def _same_type(_context, _inspected, _column, inspected_type, model_type):
    """Our own column types are what the dialect makes of them."""
    return False


_HOW = {"compare_type": _same_type, "include_object": _is_ours}


def test_the_program_names_the_last_migration(database):
    assert ScriptDirectory.from_config(alembic_config(database.engine)).get_heads() == [HEAD]


def test_migrating_again_changes_nothing(database):
    assert revision(database.engine) == HEAD
    assert not migrate(database.engine)


def test_a_database_of_another_revision_is_refused_with_what_to_do(database):
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
        session.commit()
    with pytest.raises(Trouble, match=r"revision 0000.*Nothing was changed.*deskhand-server migrate"):
        require_head(database.engine)
