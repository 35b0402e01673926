"""Reads of the main thread, one module a screen: plain SQL in, frozen rows out, each under 5 ms."""
