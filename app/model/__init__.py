"""Tables of SQLAlchemy: the same mapped classes on the desktop and on the server."""
