"""E-mail as pure functions: reading any bytes, building letters, knowing machines."""
