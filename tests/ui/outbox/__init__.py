"""Tests of ui.outbox over the fake desk."""
