"""What one is told: the bell, notices of the system and the tray, and the journal of what was told and why not."""
