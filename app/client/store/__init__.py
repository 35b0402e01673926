"""The two encrypted files of a profile: its threads, queries and search index."""
