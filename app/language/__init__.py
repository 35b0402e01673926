"""Russian and English: names, greetings, phrases, quoting, catalogues; no input or output."""
