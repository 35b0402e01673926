"""Tests of one module each, without I/O but files in a temporary folder."""
