"""The open conversation: header, customer strip, timeline and the place of the composer."""
