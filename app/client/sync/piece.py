"""A piece of a file on its way up, written in blocks."""

PIECE_TYPE = "application/offset+octet-stream"


_BLOCK = 16_384
"""Written at once: a time limit of the socket is for one write, and a slow road takes long for much."""


class Piece:
    """A part of a file as a request's body: written in small blocks, from the start each time it is sent."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __iter__(self) -> "Blocks":
        """From the start."""
        return Blocks(self.data)


class Blocks:
    """Small blocks of bytes, whose whole length is known beforehand."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __len__(self) -> int:
        return len(self._data)

    def __iter__(self) -> "Blocks":
        return self

    def __next__(self) -> bytes:
        block = self._data[self._at : self._at + _BLOCK]
        if not block:
            raise StopIteration
        self._at += len(block)
        return block
