"""The window as a screen reader finds it: the main job by AT-SPI alone, and every part with its name."""
