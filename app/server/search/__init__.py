"""Looking for things at the server: the same words as on a desk, over every conversation a person is granted."""
