"""The backend; imports neither the desktop engine nor the window."""

import app.model.mapping  # noqa: F401  the server asks and writes its tables by SQLAlchemy
