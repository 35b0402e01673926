"""Files beside the database, named by their SHA-256; small ones share packs."""
