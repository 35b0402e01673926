"""One module a screen; each registers itself with ``tests.visual.shot.screen``."""
