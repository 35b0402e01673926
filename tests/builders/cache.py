"""A cache as a desk makes it at its first start: made once with a key, copied for every test."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from app.client.store.database import StoreFiles, open_cache


def put_new_cache(files: StoreFiles) -> None:
    """Where ``open_cache`` will find it up to date."""
    files.cache.write_bytes(_made(files.cache_key))


@cache
def _made(key: bytes) -> bytes:
    with TemporaryDirectory() as folder:
        files = StoreFiles(Path(folder), b"", key)
        open_cache(files)[0].close()
        return files.cache.read_bytes()
