"""The backend; imports neither the desktop engine nor the window."""
