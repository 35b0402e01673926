"""Where an answer is written: reply or note, channel, greeting, drafts as typed."""
