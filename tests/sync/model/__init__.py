"""A world in which everything that can happen to a desk happens, in any order; what must hold then (sync.md 2.9)."""
