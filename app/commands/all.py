"""Importing this module registers every command."""

from app.commands import block, conversation, customer, file, junk, message, receipt, redaction
from app.commands.base import REGISTRY

__all__ = ["REGISTRY", "block", "conversation", "customer", "file", "junk", "message", "receipt", "redaction"]
