"""Importing this module registers every command."""

from app.commands import (
    author,
    block,
    conversation,
    customer,
    draft,
    file,
    follow_up,
    identity,
    junk,
    merge_customers,
    message,
    notice,
    receipt,
    redaction,
    saved_view,
)
from app.commands.base import REGISTRY

__all__ = [
    "REGISTRY",
    "author",
    "block",
    "conversation",
    "customer",
    "draft",
    "file",
    "follow_up",
    "identity",
    "junk",
    "merge_customers",
    "message",
    "notice",
    "receipt",
    "redaction",
    "saved_view",
]
