"""Tables that exist only on the desk: in the cache beside the replicated ones, and in the outbox."""

CACHE_VERSION = 1_978_067_210
"""Written as ``user_version``: ``shape.version()`` of now, which a test compares. Any other one is brought up to date,
an older as well as a newer; two changes that meet never share a number."""

INDEXES = (
    "CREATE INDEX IF NOT EXISTS ix_log_entry_at ON log_entry (ws, conversation_id, at)",
    (
        "CREATE INDEX IF NOT EXISTS ix_log_entry_of_customer ON log_entry (ws, conversation_id, seq)"
        " WHERE author_kind = 'customer'"
    ),
    (
        "CREATE INDEX IF NOT EXISTS ix_log_entry_receipt ON log_entry (ws, conversation_id, seq)"
        " WHERE kind = 'message_in' AND instr(payload, '\"receipt_to\"')"
    ),
    (
        "CREATE INDEX IF NOT EXISTS ix_log_entry_forwarded ON log_entry (ws, conversation_id, seq)"
        " WHERE kind = 'message_in' AND instr(payload, '\"forwarded\"')"
    ),
    (
        "CREATE INDEX IF NOT EXISTS ix_log_entry_moved ON log_entry (ws, conversation_id, seq)"
        " WHERE kind IN ('assigned', 'queue')"
    ),
    "CREATE INDEX IF NOT EXISTS ix_conversation_status ON conversation (ws, status)",
    (
        "CREATE INDEX IF NOT EXISTS ix_conversation_due ON conversation (ws,"
        " min(coalesce(reply_due_at, '9'), coalesce(promise_due_at, '9'), coalesce(follow_up_at, '9')),"
        " coalesce(waiting_since, '9'), last_message_at DESC, id, assignee_id, queue_id, status, follow_up_at,"
        " promise_due_at)"
        " WHERE status IN ('new', 'open', 'waiting_customer', 'on_hold')"
    ),
    (
        "CREATE INDEX IF NOT EXISTS ix_conversation_solved ON conversation (ws, last_message_at DESC, id, assignee_id,"
        " queue_id) WHERE status IN ('resolved', 'closed')"
    ),
    "CREATE INDEX IF NOT EXISTS ix_delivery_conversation ON delivery (ws, conversation_id)",
    "CREATE INDEX IF NOT EXISTS ix_promise_open ON promise (ws, conversation_id, due_at) WHERE state = 'open'",
    "CREATE INDEX IF NOT EXISTS ix_read_mark_conversation ON read_mark (ws, conversation_id)",
)
"""Beside those of the models; an earlier program may have made one otherwise."""

CACHE_TABLES = (
    (
        "CREATE TABLE IF NOT EXISTS membership (feed TEXT NOT NULL, kind TEXT NOT NULL, id BLOB NOT NULL,"
        " stale INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (feed, kind, id)) WITHOUT ROWID"
    ),
    "CREATE INDEX IF NOT EXISTS ix_membership_row ON membership (kind, id)",
    "CREATE INDEX IF NOT EXISTS ix_membership_stale ON membership (stale) WHERE stale = 1",
    "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    (
        "CREATE TABLE IF NOT EXISTS log_range (conversation_id BLOB PRIMARY KEY, low INTEGER NOT NULL,"
        " high INTEGER NOT NULL, redact_rev INTEGER NOT NULL) WITHOUT ROWID"
    ),
    (
        "CREATE TABLE IF NOT EXISTS undo (n INTEGER PRIMARY KEY AUTOINCREMENT, change_id BLOB NOT NULL,"
        " kind TEXT NOT NULL, id BLOB NOT NULL, before TEXT)"
    ),
    "CREATE TABLE IF NOT EXISTS doomed_blob (sha256 TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS search_text (id BLOB PRIMARY KEY, words TEXT NOT NULL) WITHOUT ROWID",
)
"""Tables of the copy that no model has."""

OWNER = "coalesce(json_extract(args, '$.entry_id'), json_extract(args, '$.template_id'))"
"""Of the message or the text to reuse that a command writes: its id."""

OUTBOX_TABLES = (
    (
        "CREATE TABLE IF NOT EXISTS command (seq INTEGER PRIMARY KEY AUTOINCREMENT, change_id BLOB NOT NULL UNIQUE,"
        " mid INTEGER UNIQUE, command_id BLOB NOT NULL, name TEXT NOT NULL, args TEXT NOT NULL, conversation_id BLOB,"
        " subject TEXT NOT NULL, at TEXT NOT NULL, skew_ms INTEGER NOT NULL, send_at TEXT, state TEXT NOT NULL,"
        " code TEXT NOT NULL DEFAULT '', detail TEXT, settled_at TEXT)"
    ),
    f"CREATE INDEX IF NOT EXISTS ix_command_owner ON command ({OWNER})",
    "CREATE TABLE IF NOT EXISTS draft (conversation_id BLOB PRIMARY KEY, text TEXT NOT NULL, at TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS note_draft (conversation_id BLOB PRIMARY KEY, text TEXT NOT NULL, at TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    (
        "CREATE TABLE IF NOT EXISTS draft_file (conversation_id BLOB NOT NULL, place INTEGER NOT NULL,"
        " id BLOB NOT NULL, name TEXT NOT NULL, content_type TEXT NOT NULL, size INTEGER NOT NULL, blob TEXT NOT NULL,"
        " PRIMARY KEY (conversation_id, id))"
    ),
    (
        "CREATE TABLE IF NOT EXISTS upload (sha256 TEXT NOT NULL, entry_id TEXT NOT NULL,"
        " conversation_id BLOB NOT NULL, size INTEGER NOT NULL, state TEXT NOT NULL, PRIMARY KEY (sha256, entry_id))"
    ),
    (
        "CREATE TABLE IF NOT EXISTS draft_base (conversation_id BLOB NOT NULL, kind TEXT NOT NULL,"
        " rev INTEGER NOT NULL, dirty INTEGER NOT NULL, PRIMARY KEY (conversation_id, kind))"
    ),
    (
        "CREATE TABLE IF NOT EXISTS draft_past (n INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id BLOB NOT NULL,"
        " kind TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL)"
    ),
    "CREATE TABLE IF NOT EXISTS discarded (change_id BLOB PRIMARY KEY, discarded_at TEXT NOT NULL)",
    (
        "CREATE TABLE IF NOT EXISTS draft_addressing (conversation_id BLOB PRIMARY KEY, channel TEXT NOT NULL,"
        " switched TEXT NOT NULL, cc TEXT NOT NULL)"
    ),
    "CREATE TABLE IF NOT EXISTS draft_to_sender (conversation_id BLOB PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS unfinished (name TEXT PRIMARY KEY, text TEXT NOT NULL, about BLOB)",
    "CREATE TABLE IF NOT EXISTS handling (conversation_id BLOB PRIMARY KEY, seconds REAL NOT NULL)",
    (
        "CREATE TABLE IF NOT EXISTS told (n INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL,"
        " notice_id BLOB NOT NULL, event TEXT NOT NULL, conversation_id BLOB, way TEXT NOT NULL, outcome TEXT NOT NULL)"
    ),
)
"""Only ever added to; stored arguments are never rewritten."""

OUTBOX_COLUMNS = (("upload", "done_mid", "INTEGER"), ("upload", "done_at", "TEXT"))
"""Table, name and type of what came to a table later."""

OUTBOX_VERSION = 10
