"""Tests of ui.shell over the fake desk."""
