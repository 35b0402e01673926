"""Every table of the first release."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from app.model.column_type import Json, UtcDateTime, Uuid16

revision = "0001"
down_revision = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "attachment",
        sa.Column("conversation_id", Uuid16(), nullable=False),
        sa.Column("entry_id", Uuid16(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("content_type", sa.String(length=127), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("content_id", sa.String(length=255), nullable=False),
        sa.Column("inline", sa.Boolean(), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_ws_blob"), "attachment", ["ws", "blob"], unique=False)
    op.create_index(op.f("ix_attachment_ws_entry_id"), "attachment", ["ws", "entry_id"], unique=False)
    op.create_table(
        "blob",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", Uuid16(), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "sha256", "conversation_id", name=op.f("pk_blob")),
        info={"side": "server"},
    )
    op.create_table(
        "blob_upload",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("user_id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "sha256", "user_id", name=op.f("pk_blob_upload")),
        info={"side": "server"},
    )
    op.create_table(
        "command_result",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("client_id", Uuid16(), nullable=False),
        sa.Column("mid", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("command_id", Uuid16(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("detail", Json, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "client_id", "mid", name=op.f("pk_command_result")),
        sa.UniqueConstraint("ws", "command_id", name=op.f("uq_command_result_ws_command_id")),
        info={"side": "server"},
    )
    op.create_table(
        "conversation",
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("status_rev", sa.Integer(), nullable=False),
        sa.Column("priority", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("inbox_id", Uuid16(), nullable=True),
        sa.Column("queue_id", Uuid16(), nullable=False),
        sa.Column("customer_id", Uuid16(), nullable=False),
        sa.Column("assignee_id", Uuid16(), nullable=True),
        sa.Column("watcher_ids", Json, nullable=False),
        sa.Column("tag_ids", Json, nullable=False),
        sa.Column("log_head", sa.Integer(), nullable=False),
        sa.Column("redact_rev", sa.Integer(), nullable=False),
        sa.Column("machine", sa.String(length=32), nullable=False),
        sa.Column("linked_id", Uuid16(), nullable=True),
        sa.Column("preview", sa.String(length=200), nullable=False),
        sa.Column("preview_author", sa.String(32), nullable=False),
        sa.Column("waiting_since", UtcDateTime(), nullable=True),
        sa.Column("reply_due_at", UtcDateTime(), nullable=True),
        sa.Column("reply_target_s", sa.Integer(), nullable=False),
        sa.Column("promise_due_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("last_message_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("ws", "number", name=op.f("uq_conversation_ws_number")),
    )
    op.create_index(
        op.f("ix_conversation_ws_assignee_id_updated_at"),
        "conversation",
        ["ws", "assignee_id", "updated_at"],
        unique=False,
    )
    op.create_index(op.f("ix_conversation_ws_customer_id"), "conversation", ["ws", "customer_id"], unique=False)
    op.create_index(
        op.f("ix_conversation_ws_queue_id_status_updated_at"),
        "conversation",
        ["ws", "queue_id", "status", "updated_at"],
        unique=False,
    )
    op.create_table(
        "counter",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("ws", "name", name=op.f("pk_counter")),
        info={"side": "server"},
    )
    op.create_table(
        "credential",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("user_id", Uuid16(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("ws", "user_id", name=op.f("pk_credential")),
        info={"side": "server"},
    )
    op.create_index(op.f("ix_credential_email"), "credential", ["email"], unique=False)
    op.create_table(
        "customer",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("header_name", sa.String(length=400), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("utc_offset_minutes", sa.Integer(), nullable=True),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=True),
        sa.Column("vip", sa.Boolean(), nullable=False),
        sa.Column("organisation_id", Uuid16(), nullable=True),
        sa.Column("facts", Json, nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_customer")),
    )
    op.create_index(op.f("ix_customer_ws_organisation_id"), "customer", ["ws", "organisation_id"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("entry_id", Uuid16(), nullable=False),
        sa.Column("conversation_id", Uuid16(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "entry_id", name=op.f("pk_delivery")),
    )
    op.create_table(
        "effect",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("dedupe_key", sa.String(length=120), nullable=False),
        sa.Column("sequence", sa.String(length=80), nullable=False),
        sa.Column("payload", Json, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("not_before", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_effect")),
        sa.UniqueConstraint("ws", "dedupe_key", name=op.f("uq_effect_ws_dedupe_key")),
        info={"side": "server"},
    )
    op.create_index(op.f("ix_effect_state_not_before"), "effect", ["state", "not_before"], unique=False)
    op.create_index(op.f("ix_effect_ws_sequence_state"), "effect", ["ws", "sequence", "state"], unique=False)
    op.create_table(
        "erasure",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_erasure")),
        info={"side": "server"},
    )
    op.create_table(
        "feed_floor",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("feed", sa.String(length=48), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("ws", "feed", name=op.f("pk_feed_floor")),
        info={"side": "server"},
    )
    op.create_table(
        "feed_grant",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("user_id", Uuid16(), nullable=False),
        sa.Column("feed", sa.String(length=48), nullable=False),
        sa.PrimaryKeyConstraint("ws", "user_id", "feed", name=op.f("pk_feed_grant")),
        info={"side": "server"},
    )
    op.create_table(
        "feed_head",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("feed", sa.String(length=48), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("ws", "feed", name=op.f("pk_feed_head")),
        info={"side": "server"},
    )
    op.create_table(
        "feed_row",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("feed", sa.String(length=48), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("gone_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("ws", "feed", "kind", "id", name=op.f("pk_feed_row")),
        info={"side": "server"},
    )
    op.create_index(op.f("ix_feed_row_ws_feed_version"), "feed_row", ["ws", "feed", "version"], unique=False)
    op.create_index(op.f("ix_feed_row_ws_kind_id"), "feed_row", ["ws", "kind", "id"], unique=False)
    op.create_table(
        "identity",
        sa.Column("customer_id", Uuid16(), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("value", sa.String(length=320), nullable=False),
        sa.Column("display", sa.String(length=320), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_identity")),
    )
    op.create_index(op.f("ix_identity_ws_channel_value"), "identity", ["ws", "channel", "value"], unique=True)
    op.create_index(op.f("ix_identity_ws_customer_id"), "identity", ["ws", "customer_id"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("queue_id", Uuid16(), nullable=False),
        sa.Column("settings", Json, nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_inbox")),
    )
    op.create_table(
        "inbox_secret",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("inbox_id", Uuid16(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "inbox_id", name=op.f("pk_inbox_secret")),
        info={"side": "server"},
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
        info={"side": "server"},
    )
    op.create_table(
        "log_entry",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("entry_id", Uuid16(), nullable=False),
        sa.Column("conversation_id", Uuid16(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("author_kind", sa.String(32), nullable=False),
        sa.Column("author_id", Uuid16(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("payload", Json, nullable=False),
        sa.PrimaryKeyConstraint("ws", "entry_id", name=op.f("pk_log_entry")),
        sa.UniqueConstraint("ws", "conversation_id", "seq", name=op.f("uq_log_entry_ws_conversation_id_seq")),
    )
    op.create_table(
        "mail_message",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("message_id", sa.String(length=500), nullable=False),
        sa.Column("inbox_id", Uuid16(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", Uuid16(), nullable=False),
        sa.Column("entry_id", Uuid16(), nullable=False),
        sa.Column("outgoing", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_mail_message")),
        info={"side": "server"},
    )
    op.create_index(
        op.f("ix_mail_message_ws_inbox_id_digest"), "mail_message", ["ws", "inbox_id", "digest"], unique=False
    )
    op.create_index(op.f("ix_mail_message_ws_message_id"), "mail_message", ["ws", "message_id"], unique=False)
    op.create_table(
        "mail_reference",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("missing_id", sa.String(length=500), nullable=False),
        sa.Column("conversation_id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_mail_reference")),
        info={"side": "server"},
    )
    op.create_index(op.f("ix_mail_reference_ws_missing_id"), "mail_reference", ["ws", "missing_id"], unique=False)
    op.create_table(
        "order",
        sa.Column("customer_id", Uuid16(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_order")),
    )
    op.create_index(op.f("ix_order_ws_customer_id"), "order", ["ws", "customer_id"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("vip", sa.Boolean(), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "preference",
        sa.Column("customer_id", Uuid16(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=400), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("stated", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("author_id", Uuid16(), nullable=True),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_preference")),
    )
    op.create_index(op.f("ix_preference_ws_customer_id"), "preference", ["ws", "customer_id"], unique=False)
    op.create_table(
        "promise",
        sa.Column("customer_id", Uuid16(), nullable=False),
        sa.Column("conversation_id", Uuid16(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("owner_id", Uuid16(), nullable=True),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_promise")),
    )
    op.create_index(op.f("ix_promise_ws_conversation_id"), "promise", ["ws", "conversation_id"], unique=False)
    op.create_index(op.f("ix_promise_ws_customer_id"), "promise", ["ws", "customer_id"], unique=False)
    op.create_table(
        "queue",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("names", Json, nullable=False),
        sa.Column("icon", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reply_target_s", sa.Integer(), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_queue")),
    )
    op.create_table(
        "queue_team",
        sa.Column("queue_id", Uuid16(), nullable=False),
        sa.Column("team_id", Uuid16(), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_queue_team")),
    )
    op.create_table(
        "read_mark",
        sa.Column("user_id", Uuid16(), nullable=False),
        sa.Column("conversation_id", Uuid16(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_read_mark")),
    )
    op.create_table(
        "refresh_token",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("user_id", Uuid16(), nullable=False),
        sa.Column("client_id", Uuid16(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("replaced_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_refresh_token")),
        info={"side": "server"},
    )
    op.create_index(op.f("ix_refresh_token_ws_client_id"), "refresh_token", ["ws", "client_id"], unique=False)
    op.create_table(
        "role",
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_role")),
    )
    op.create_table(
        "sent_mail",
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("sender", sa.String(length=320), nullable=False),
        sa.Column("recipients", Json, nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_mail")),
        info={"side": "server"},
    )
    op.create_index(op.f("ix_sent_mail_at"), "sent_mail", ["at"], unique=False)
    op.create_table(
        "server_meta",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("server_id", Uuid16(), nullable=False),
        sa.Column("epoch", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_server_meta")),
        info={"side": "server"},
    )
    op.create_table(
        "sync_client",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("client_id", Uuid16(), nullable=False),
        sa.Column("user_id", Uuid16(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("last_mid", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "client_id", name=op.f("pk_sync_client")),
        info={"side": "server"},
    )
    op.create_table(
        "tag",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("names", Json, nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_tag")),
    )
    op.create_table(
        "team",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_team")),
    )
    op.create_table(
        "team_member",
        sa.Column("team_id", Uuid16(), nullable=False),
        sa.Column("user_id", Uuid16(), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_team_member")),
    )
    op.create_index(op.f("ix_team_member_ws_user_id"), "team_member", ["ws", "user_id"], unique=False)
    op.create_table(
        "template",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("team_id", Uuid16(), nullable=True),
        sa.Column("owner_id", Uuid16(), nullable=True),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_template")),
    )
    op.create_table(
        "user",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_user")),
    )
    op.create_table(
        "user_role",
        sa.Column("user_id", Uuid16(), nullable=False),
        sa.Column("role_id", Uuid16(), nullable=False),
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_user_role")),
    )
    op.create_table(
        "workspace",
        sa.Column("ws", Uuid16(), nullable=False),
        sa.Column("id", Uuid16(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("settings", Json, nullable=False),
        sa.PrimaryKeyConstraint("ws", "id", name=op.f("pk_workspace")),
    )
