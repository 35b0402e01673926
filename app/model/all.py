"""Importing this module fills the metadata with every table."""

from app.model import (
    account,
    administration,
    chat,
    conversation,
    customer,
    draft,
    file,
    handling,
    later_message,
    mailbox,
    notice,
    presence,
    saved_view,
    search,
    sender_rule,
    sync,
    workspace,
)
from app.model.base import Base

__all__ = [
    "Base", "account", "administration", "chat", "conversation", "customer", "draft", "file", "handling",
    "later_message", "mailbox", "notice", "presence", "saved_view", "search", "sender_rule", "sync", "workspace",
]  # fmt: skip
