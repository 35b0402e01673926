"""Everything of Deskhand that works without a screen."""
