"""Steps of the exchange with the server: push, pull, stream, rebase."""
