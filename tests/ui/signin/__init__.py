"""Tests of ui.signin over the fake desk."""
