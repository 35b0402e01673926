"""Web chat on both databases."""
