"""Importing this module registers every command."""

from app.commands import (
    author,
    block,
    conversation,
    customer,
    draft,
    file,
    junk,
    message,
    notice,
    receipt,
    redaction,
)
from app.commands.base import REGISTRY

__all__ = [
    "REGISTRY", "author", "block", "conversation", "customer", "draft", "file", "junk", "message", "notice", "receipt",
    "redaction",
]  # fmt: skip
