"""SQLAlchemy tables, the same classes on the desktop and on the server."""
