"""What to say and do next in this conversation: the greeting and the steps."""
