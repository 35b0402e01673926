"""Inboxes as an administrator finds, tests, connects and changes them."""
