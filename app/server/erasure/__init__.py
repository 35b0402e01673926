"""What must go: erased in place, kept erased after every restore, never written again by a late command."""
