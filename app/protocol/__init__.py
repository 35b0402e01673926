"""The wire format between desk and server; the only place of msgspec."""
