"""The only writers of shared tables; every handler runs on both sides."""
