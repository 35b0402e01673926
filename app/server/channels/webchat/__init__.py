"""Web chat: the hosted page, what it asks of us, and the way answers reach it."""
