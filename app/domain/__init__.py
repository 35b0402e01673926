"""Pure rules of the desk: time promises, routing, permissions; standard library only."""
