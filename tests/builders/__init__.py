"""Small builders, one file an entity: what a test does not care about has a default."""
