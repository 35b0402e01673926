"""Importing this module registers every command."""

from app.commands import block, conversation, customer, file, junk, message
from app.commands.base import REGISTRY

__all__ = ["REGISTRY", "block", "conversation", "customer", "file", "junk", "message"]
