"""What goes with what in this household: learnt of the shop's baskets, kept up with its orders."""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from assistant.core.errors import StorageError
from assistant.core.messages import Order
from assistant.storage import basket_file, discovery_file
from assistant.storage.basket_file import BasketFile
from assistant.store.discovery.discovery import Discovery
from assistant.store.discovery.learnt import Household, Learnt
from assistant.store.discovery.shop_baskets import learnt_of
from assistant.store.goods.catalog import Product
from assistant.store.household.history import Bought
from assistant.store.orders.order_store import OrderReader

log = logging.getLogger(__name__)

EVERY_ORDER = 1_000_000
LATEST = 200
"""Of orders that are known already, so many may still be cancelled."""
FEW_PRODUCTS = 2000
"""Of a catalog of up to so many products all have their kind known, bought or not."""

_Stamp = tuple[int, ...]
Books = Callable[[], AbstractContextManager[OrderReader | None]]


class Discoverer:
    """Makes the household's `Discovery`, and has it know every order once."""

    def __init__(
        self,
        folder: Path,
        sample: Path,
        books: Books,
        product: Callable[[str], Product | None],
        shop: Callable[[], Iterable[Product]],
    ) -> None:
        """Nothing is read before it is needed.

        Args:
            folder: the household's data folder.
            sample: baskets of the sample shop, learnt where no others were.
            books: the household's orders.
            product: a product by its id.
            shop: all products of a small catalog.
        """
        self._file = folder / discovery_file.DISCOVERY_FILE
        self._sample = sample
        self._books = books
        self._product = product
        self._shop = shop
        self._household = Household()
        self._learnt: Learnt | None = None
        self._read: _Stamp = ()
        """What the file was when it was read."""
        self._discovery: Discovery | None = None
        self._lock = threading.RLock()

    def learn(self, path: Path, product_id: Callable[[str], str | None]) -> BasketFile:
        """Learn from a file of baskets, in place of those learnt before.

        Raises:
            BadInputError: the file cannot be read.
            StorageError: what was learnt cannot be kept.
        """
        found = basket_file.read(path, product_id)
        if found.baskets:
            with self._lock:
                self._learnt = learnt_of(found.baskets)
                self._discovery = None
                discovery_file.save(self._file, self._learnt, str(path))
                self._read = _stamp(self._file)
        return found

    def now(self, history: Mapping[str, Bought]) -> Discovery:
        """What is known now, with every order that was placed; `history` is what was bought.

        Baskets that another process has learnt meanwhile are taken up.
        """
        with self._lock:
            if self._learnt is not None and self._read != _stamp(self._file):
                self._learnt = self._discovery = None
            self._follow()
            if self._discovery is None:
                self._discovery = Discovery(
                    self._shop_learnt(), self._household, self._product, self._shop()
                )
            self._discovery.prefer({id_: bought.times for id_, bought in history.items()})
            return self._discovery

    def at_hand(self, history: Mapping[str, Bought]) -> Discovery | None:
        """The same, where it need not be waited for; what is not at hand is read meanwhile."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            if self._learnt is not None and self._read == _stamp(self._file):
                return self.now(history)
        finally:
            self._lock.release()
        threading.Thread(
            target=self._prepare, args=(history,), name="discover", daemon=True
        ).start()
        return None

    def _prepare(self, history: Mapping[str, Bought]) -> None:
        """Read what is not at hand; who needs the orders himself is told what is wrong with them."""
        try:
            self.now(history)
        except StorageError as error:
            log.warning("what the household bought could not be read: %s", error)

    def _follow(self) -> None:
        with self._books() as store:
            if store is None:
                return
            known = self._household.orders
            latest = store.orders(LATEST if known else EVERY_ORDER)
        oldest = latest[-1].order_id if len(latest) == LATEST else ""
        settled = {id_: what for id_, what in known.items() if oldest and _before(id_, oldest)}
        placed = {order.order_id: _products(order) for order in latest if _counts(order)}
        products = len(self._household.counts)
        self._household.follow(settled | placed)
        if len(self._household.counts) > products:
            self._discovery = None  # a product of another kind than those known

    def _shop_learnt(self) -> Learnt:
        if self._learnt is None:
            # Looked at before it is read: what changes meanwhile is read once more.
            self._read = _stamp(self._file)
            self._learnt = self._kept()
        if self._learnt is None:
            self._learnt = self._of_sample()
            self._read = _stamp(self._file)
        return self._learnt

    def _kept(self) -> Learnt | None:
        try:
            kept = discovery_file.load(self._file)
        except StorageError as error:
            log.warning("what was learnt of the shop's baskets is learnt anew: %s", error)
            self._file.unlink(missing_ok=True)
            return None
        return kept[0] if kept else None

    def _of_sample(self) -> Learnt:
        if not self._sample.is_file():
            return Learnt()
        found = basket_file.read(self._sample, self._sold)
        learnt = learnt_of(found.baskets)
        try:
            discovery_file.save(self._file, learnt, str(self._sample))
        except (StorageError, OSError) as error:
            log.warning("what was learnt is not kept: %s", error)
        return learnt

    def _sold(self, product_id: str) -> str | None:
        return product_id if self._product(product_id) is not None else None


def _stamp(path: Path) -> _Stamp:
    """What changes whenever something is written to a database file or to its log."""
    stamp: list[int] = []
    for each in (path, path.with_name(f"{path.name}-wal")):
        try:
            found = each.stat()
        except OSError:
            continue
        if found.st_size:
            stamp += (found.st_ino, found.st_mtime_ns, found.st_size)
    return tuple(stamp)


def _counts(order: Order) -> bool:
    return not order.test and order.state not in {"held", "cancelled"}


def _products(order: Order) -> tuple[str, ...]:
    return tuple(line.product_id for line in order.lines)


def _before(order_id: str, other: str) -> bool:
    """Whether an order is older: order ids are numbered in the order they are placed."""
    return (len(order_id), order_id) < (len(other), other)
