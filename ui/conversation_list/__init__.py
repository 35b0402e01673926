"""The list of conversations: one view of the rail, its tabs and its filter."""
