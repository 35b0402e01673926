"""Pure rules of customer service: standard library only, no I/O, no clock."""
