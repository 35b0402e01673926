"""Pages for people without a desk: shared looks and headers."""
