"""The window: rail, palette, status bar, shortcuts; here the screens meet."""
