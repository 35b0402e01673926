"""Measurements of the promises: `python -m tests.bench`."""
