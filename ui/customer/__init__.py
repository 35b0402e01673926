"""Who is writing: name and how to address them, preferences, orders, earlier conversations."""
