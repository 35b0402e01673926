"""Outboxes as released versions wrote them: each must open and go out with every later version."""
