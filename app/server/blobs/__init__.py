"""Files beside the database, named by their SHA-256."""
