"""Settings › Channels."""
