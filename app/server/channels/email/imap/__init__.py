"""Mailboxes at any provider, read by IMAP beside other mail programs: nothing in them is marked, moved or deleted."""
