"""Looks at the prices that somebody waits for or that look like a slip, and tells of each once."""

from collections.abc import Callable, Container, Iterable, Sequence
from datetime import datetime

from assistant.core.notes import Note
from assistant.store.household.lists import Notebook
from assistant.store.market.offer_check import HeldOffer
from assistant.store.market.offers import Market
from assistant.store.market.watches import PriceDropped, dropped

ANYWAY_EVERY = 300
"""Looks after which even an unchanged market is compared: offers begin and end by themselves."""


def due(notebook: Notebook, market: Market, now: datetime) -> Sequence[PriceDropped]:
    """The prices that have come and that nobody else has told of; they count as told from now on."""
    waiting = [watch for watch in notebook.watches() if watch.told_at is None]
    found = dropped(waiting, market, now) if waiting else []
    return [each for each in found if notebook.told(each.watch.number, now)]


def slips(
    notebook: Notebook,
    held: Iterable[HeldOffer],
    bought: Container[str],
    currency: str,
    now: datetime,
) -> Sequence[HeldOffer]:
    """A held price of what this household buys that nobody was asked about; of several the first.

    All of them count as asked about from now on: "check the prices" goes through the others.
    """
    asked = {(note.about, note.value) for note in notebook.notes() if note.topic == "slip"}
    new = [
        each
        for each in held
        if each.offer.product_id in bought
        and each.offer.unit_price.currency == currency
        and (each.offer.id, str(each.offer.unit_price)) not in asked
    ]
    notebook.keep(
        [Note(topic="slip", about=e.offer.id, value=str(e.offer.unit_price), at=now) for e in new]
    )
    return new[:1]


class PriceWatcher:
    """Compares prices whenever the market has changed."""

    EVERY_S = 2.0

    def __init__(
        self,
        look: Callable[[], Sequence[PriceDropped | HeldOffer]],
        changes: Callable[[], int],
        tell: Callable[[PriceDropped | HeldOffer], None],
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
