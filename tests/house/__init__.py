"""Checks of the house itself: sizes, import contracts, strings, words that must not appear."""
