"""Importing this module registers every command."""

from app.commands import conversation, customer, file, junk, message
from app.commands.base import REGISTRY

__all__ = ["REGISTRY", "conversation", "customer", "file", "junk", "message"]
