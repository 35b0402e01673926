"""One conversation as a timeline: mails, chat, notes and events in order."""
