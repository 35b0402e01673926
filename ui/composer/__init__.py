"""Writing to the customer, and notes to colleagues."""
