"""Tables, declared once for both sides: plain data on the desktop, mapped by SQLAlchemy on the server."""
