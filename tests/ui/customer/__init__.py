"""Tests of the customer panel."""
