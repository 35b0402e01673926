"""Ids that screens mint for the rows they make."""

from app.model.identifier import new_id

__all__ = ["new_id"]
