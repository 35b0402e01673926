"""The command palette: every action, place, person, request, text and setting by a few letters."""
