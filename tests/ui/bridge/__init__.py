"""Tests of ui.bridge over the fake desk."""
