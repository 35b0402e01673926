"""Real keys on a real X server, with the Russian layout active."""
