"""Tests of the open conversation."""
