"""Mailboxes and chat pages: how each stands in plain words, and the short way to add or mend one."""
