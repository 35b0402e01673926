"""QObject wrappers of the engine: what happens on its threads arrives here as signals of the main thread."""
