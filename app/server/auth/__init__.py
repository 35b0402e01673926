"""Sign-in, devices and tokens."""
