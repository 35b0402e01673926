"""Settings, generated from their declarations; each takes effect at once."""
