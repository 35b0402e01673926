"""No test by example is judged by the clock: on a busy machine one of many is slow."""

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")
