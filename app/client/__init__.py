"""The desktop engine, without Qt."""
