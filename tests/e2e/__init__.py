"""The real program and a real server process."""
