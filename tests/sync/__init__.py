"""Client and server together."""
