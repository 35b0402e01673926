"""The only writers of shared tables: named, versioned changes whose handlers run on the desk and on the server."""
