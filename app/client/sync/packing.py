"""Long answers come compressed; nothing that claims to be large is believed."""

from app.protocol.wire import BadMessage

LARGEST = 64 * 1_048_576
"""Bytes of the largest answer that is taken; ours are a hundred times smaller."""

_MAGIC = b"\x28\xb5\x2f\xfd"


def unpacked(data: bytes) -> bytes:
    """The bytes themselves, when they are a zstd frame what is in it.

    Raises:
        BadMessage: the frame is damaged, does not say how large it is, or is too large.
    """
    if not data.startswith(_MAGIC):
        return data
    import zstandard

    try:
        if not 0 <= zstandard.frame_content_size(data) <= LARGEST:
            raise BadMessage("too large an answer")
        return zstandard.ZstdDecompressor().decompress(data)
    except zstandard.ZstdError as error:
        raise BadMessage(str(error)) from error
