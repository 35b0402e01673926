"""Live mailboxes against a real Dovecot."""
