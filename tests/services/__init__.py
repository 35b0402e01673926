"""Real servers for tests: PostgreSQL, Secret Service, Chromium, an X display."""
