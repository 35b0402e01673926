"""Dumb reusable parts: values in, gestures out; they know no data and no screen."""
