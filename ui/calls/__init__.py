"""Calls on a telephone beside the desk: who it is, notes while one talks, the work after it."""
