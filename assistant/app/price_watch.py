"""Looks at the prices that somebody waits for, and tells of each once."""

from collections.abc import Callable, Sequence
from datetime import datetime

from assistant.store.lists import Notebook
from assistant.store.offers import Market
from assistant.store.watches import PriceDropped, dropped

ANYWAY_EVERY = 300
"""Looks after which even an unchanged market is compared: offers begin and end by themselves."""


def due(notebook: Notebook, market: Market, now: datetime) -> Sequence[PriceDropped]:
    """The prices that have come and that nobody else has told of; they count as told from now on."""
    waiting = [watch for watch in notebook.watches() if watch.told_at is None]
    found = dropped(waiting, market, now) if waiting else []
    return [each for each in found if notebook.told(each.watch.number, now)]


class PriceWatcher:
    """Compares prices whenever the market has changed."""

    EVERY_S = 2.0

    def __init__(
        self,
        look: Callable[[], Sequence[PriceDropped]],
        changes: Callable[[], int],
        tell: Callable[[PriceDropped], None],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """`changed` is called whenever the market is not as it was."""
        self._look, self._changes, self._tell, self._changed = look, changes, tell, changed
        self._seen = -1
        self._idle = 0

    def look(self) -> None:
        """Tell of what has become cheap enough, if anything can have changed."""
        changes = self._changes()
        self._idle += 1
        if changes == self._seen and self._idle < ANYWAY_EVERY:
            return
        if self._seen not in {-1, changes}:
            self._changed()
        self._seen, self._idle = changes, 0
        for each in self._look():
            self._tell(each)
