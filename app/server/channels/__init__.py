"""The ways customers write to us and we write back, one folder a channel."""
