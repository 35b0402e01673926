"""Back and forward among the conversations that were open."""

from uuid import UUID

_KEPT = 50


class History:
    """Like a browser's: going somewhere new forgets what was ahead."""

    def __init__(self) -> None:
        self._visited: list[UUID] = []
        self._at = -1

    def __bool__(self) -> bool:
        """Was anything open yet?"""
        return bool(self._visited)

    def visit(self, conversation_id: UUID) -> None:
        """It was opened by a gesture other than back and forward."""
        if self._at >= 0 and self._visited[self._at] == conversation_id:
            return
        self._visited = [*self._visited[: self._at + 1], conversation_id][-_KEPT:]
        self._at = len(self._visited) - 1

    def step(self, direction: int) -> UUID | None:
        """Go back (-1) or forward (+1); None at the end."""
        at = self._at + direction
        if not 0 <= at < len(self._visited):
            return None
        self._at = at
        return self._visited[at]

    def can_step(self, direction: int) -> bool:
        """Is there something in that direction?"""
        return 0 <= self._at + direction < len(self._visited)
