"""Administration of inboxes over HTTP."""
