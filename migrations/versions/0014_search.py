"""Words under which customers, conversations and entries are found, and the notes of what is to be indexed."""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from app.model.column_type import Uuid16

revision = "0014"
down_revision = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: Sequence[str] | None = None

PERSON, TALK, ENTRY = 0, 1, 2

Act = tuple[str, ...]
_FORGET = "DELETE FROM search_doc WHERE ws = {side}.ws AND id = {side}.{key}"
_NOTE = (
    "INSERT INTO search_todo (ws, kind, id) SELECT {side}.ws, {kind}, {side}.{key} WHERE NOT EXISTS"
    " (SELECT 1 FROM search_todo t WHERE t.ws = {side}.ws AND t.kind = {kind} AND t.id = {side}.{key})"
)
_PEOPLE_OF = (
    f"INSERT INTO search_todo (ws, kind, id) SELECT p.ws, {PERSON}, p.id FROM customer p WHERE p.ws = NEW.ws"
    " AND p.organisation_id = NEW.id AND NOT EXISTS"
    f" (SELECT 1 FROM search_todo t WHERE t.ws = p.ws AND t.kind = {PERSON} AND t.id = p.id)"
)
_NOTED_AGAIN = re.compile(r" (?:WHERE|AND) NOT EXISTS \(.*?\)$")
_LOCKING = " ON CONFLICT (ws, kind, id) DO UPDATE SET kind = EXCLUDED.kind"
"""On PostgreSQL a note that is there already is locked: the indexer must not take it before this change can be seen."""
_OTHER_NAME = (
    "OLD.name <> NEW.name OR OLD.header_name <> NEW.header_name OR OLD.organisation_id {differs} NEW.organisation_id"
)


def _note(kind: int, key: str, side: str = "NEW") -> str:
    return _NOTE.format(kind=kind, key=key, side=side)


def _forget(key: str, side: str = "NEW") -> str:
    return _FORGET.format(key=key, side=side)


def _triggers() -> list[tuple[str, str, str, str, Act]]:
    """Name, table, event, condition and acts; on SQLite and PostgreSQL they say the same."""
    found: list[tuple[str, str, str, str, Act]] = [
        ("entry_new", "log_entry", "INSERT", "", (_note(ENTRY, "entry_id"),)),
        (
            "entry_other", "log_entry", "UPDATE",
            "OLD.payload <> NEW.payload OR OLD.conversation_id <> NEW.conversation_id",
            (_forget("entry_id"), _note(ENTRY, "entry_id")),
        ),
        ("entry_gone", "log_entry", "DELETE", "", (_forget("entry_id", "OLD"),)),
        ("talk_new", "conversation", "INSERT", "", (_note(TALK, "id"),)),
        (
            "talk_other", "conversation", "UPDATE",
            "OLD.subject <> NEW.subject OR OLD.number {differs} NEW.number OR OLD.customer_id <> NEW.customer_id",
            (_note(TALK, "id"),),
        ),
        (
            "talk_erased", "conversation", "UPDATE", "NEW.erased AND NOT OLD.erased",
            ("DELETE FROM search_doc WHERE ws = NEW.ws AND talk = NEW.id",),
        ),
        (
            "talk_gone", "conversation", "DELETE", "",
            ("DELETE FROM search_doc WHERE ws = OLD.ws AND talk = OLD.id",),
        ),
        ("person_new", "customer", "INSERT", "", (_note(PERSON, "id"),)),
        (
            "person_other", "customer", "UPDATE",
            _OTHER_NAME,
            (_note(PERSON, "id"),),
        ),
        (
            "person_erased", "customer", "UPDATE", "NEW.erased AND NOT OLD.erased",
            ("DELETE FROM search_name WHERE ws = NEW.ws AND customer_id = NEW.id", _forget("id")),
        ),
        (
            "person_gone", "customer", "DELETE", "",
            ("DELETE FROM search_name WHERE ws = OLD.ws AND customer_id = OLD.id", _forget("id", "OLD")),
        ),
        ("company_new", "organisation", "INSERT", "", (_PEOPLE_OF,)),
        ("company_other", "organisation", "UPDATE", "OLD.name <> NEW.name", (_PEOPLE_OF,)),
        ("file_new", "attachment", "INSERT", "", (_note(ENTRY, "entry_id"),)),
        (
            "file_gone", "attachment", "DELETE", "",
            (_forget("entry_id", "OLD"), _note(ENTRY, "entry_id", "OLD")),
        ),
    ]  # fmt: skip
    for table in ("identity", "order"):
        new, old = _note(PERSON, "customer_id"), _note(PERSON, "customer_id", "OLD")
        found += [
            (f"{table}_new", table, "INSERT", "", (new,)),
            (f"{table}_other", table, "UPDATE", "", (old, new)),
            (f"{table}_gone", table, "DELETE", "", (old,)),
        ]
    return found


def upgrade() -> None:
    """Make the tables, the index of the dialect, and the triggers; note all that is there to be indexed."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "search_doc",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("talk", Uuid16(), nullable=True),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("words", TSVECTOR() if is_postgres else sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_search_doc")),
    )
    op.create_index(op.f("ix_search_doc_ws_talk"), "search_doc", ["ws", "talk"])
    op.create_index(op.f("ix_search_doc_ws_place"), "search_doc", ["ws", "place"])
    op.create_index(op.f("ix_search_doc_place"), "search_doc", ["place"], unique=True)
    op.create_table(
        "search_name",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("sound", sa.String(64), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("customer_id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "sound", "token", "customer_id", name=op.f("pk_search_name")),
    )
    op.create_index(op.f("ix_search_name_ws_customer_id"), "search_name", ["ws", "customer_id"])
    op.create_table(
        "search_todo",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "kind", "id", name=op.f("pk_search_todo")),
    )
    if is_postgres:
        op.execute("CREATE INDEX ix_search_word ON search_doc USING gin (words)")
    else:
        _fts()
    for trigger in _triggers():
        (_postgres_trigger if is_postgres else _sqlite_trigger)(*trigger)
    for kind, table, key in (
        (PERSON, "customer", "id"),
        (TALK, "conversation", "id"),
        (ENTRY, "log_entry", "entry_id"),
    ):
        op.execute(f"INSERT INTO search_todo (ws, kind, id) SELECT ws, {kind}, {key} FROM {table}")


def downgrade() -> None:
    """Undo."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for name, table, *_ in _triggers():
        op.execute(f'DROP TRIGGER search_{name} ON "{table}"' if is_postgres else f"DROP TRIGGER search_{name}")
        if is_postgres:
            op.execute(f"DROP FUNCTION search_{name}()")
    if not is_postgres:
        op.execute("DROP TABLE search_word")
    for table in ("search_todo", "search_name", "search_doc"):
        op.drop_table(table)


def _fts() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE search_word USING fts5 (words, content='', tokenize='ascii', detail=none, columnsize=0)"
    )
    op.execute("INSERT INTO search_word (search_word, rank) VALUES ('secure-delete', 1)")
    op.execute(
        "CREATE TRIGGER search_doc_in AFTER INSERT ON search_doc BEGIN"
        " INSERT INTO search_word (rowid, words) VALUES (NEW.place, NEW.words); END"
    )
    op.execute(
        "CREATE TRIGGER search_doc_out AFTER DELETE ON search_doc BEGIN"
        " INSERT INTO search_word (search_word, rowid, words) VALUES ('delete', OLD.place, OLD.words); END"
    )


def _sqlite_trigger(name: str, table: str, event: str, condition: str, acts: Act) -> None:
    when = f" WHEN {condition.format(differs='IS NOT')}" if condition else ""
    op.execute(f'CREATE TRIGGER search_{name} AFTER {event} ON "{table}"{when} BEGIN {"; ".join(acts)}; END')


def _postgres_trigger(name: str, table: str, event: str, condition: str, acts: Act) -> None:
    noted = [_NOTED_AGAIN.sub("", it) + _LOCKING if it.startswith("INSERT") else it for it in acts]
    op.execute(
        f"CREATE OR REPLACE FUNCTION search_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {'; '.join(noted)};"
        " RETURN NULL; END $$"
    )
    when = f" WHEN ({condition.format(differs='IS DISTINCT FROM')})" if condition else ""
    op.execute(
        f'CREATE TRIGGER search_{name} AFTER {event} ON "{table}" FOR EACH ROW{when} EXECUTE FUNCTION search_{name}()'
    )
