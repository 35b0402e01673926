"""Looking for something everywhere: what is on this computer at once, what only the server has beside it."""
