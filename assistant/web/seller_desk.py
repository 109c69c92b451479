"""What sellers tell of their offers, whichever way it comes, and what becomes of it."""

import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from hashlib import sha256

import msgspec

from assistant.core.messages import OfferTaken, OfferTold
from assistant.core.money import Money
from assistant.storage.catalog.household_catalog import HouseholdCatalog
from assistant.storage.catalog.market_desk import MarketDesk
from assistant.store.goods.catalog import PriceBreak, SellerOffer
from assistant.store.market.offer_check import Held, Refused

_encode = msgspec.json.Encoder(order="deterministic").encode


class SellerDesk:
    """Takes offers of one seller at a time; safe for several threads. Raises `StorageError`."""

    def __init__(self, catalog: HouseholdCatalog, clock: Callable[[], datetime]) -> None:
        self._catalog = catalog
        self._desk = MarketDesk(catalog)
        self._clock = clock
        self._lock = threading.Lock()

    def take(self, seller_id: str, offers: Iterable[OfferTold]) -> Sequence[OfferTaken]:
        """What became of each offer, in their order."""
        with self._lock:
            return [self._taken(seller_id, told) for told in offers]

    def take_published(
        self, seller_id: str, offers: Iterable[OfferTold], *, stored: bool
    ) -> Sequence[OfferTaken]:
        """The same of what came through a broker, which hands out what it has `stored` at each start.

        Handed out once more it is no news: what was told since by HTTP counts, a withdrawal too.
        """
        with self._lock:
            return [self._published(seller_id, told, stored=stored) for told in offers]

    def _published(self, seller_id: str, told: OfferTold, *, stored: bool) -> OfferTaken:
        name = told.offer_id or told.product_id or told.code or ""
        of, digest = f"{seller_id}:{name}", sha256(_encode(told)).digest()
        if stored and self._desk.published(of) == digest:
            return OfferTaken(offer_id=name, status="same")
        taken = self._taken(seller_id, told, stored=stored)
        if taken.status != "refused":  # what is refused may be taken once its product is known
            self._desk.note_published(of, digest)
        return taken

    def _taken(self, seller_id: str, told: OfferTold, *, stored: bool = False) -> OfferTaken:
        try:
            product_id = self._product(seller_id, told)
        except ValueError as error:
            name = told.offer_id or told.product_id or told.code or ""
            return OfferTaken(offer_id=name, status="refused", reason=str(error))
        name = told.offer_id or product_id
        if told.withdrawn:
            ended = self._desk.withdraw(f"{seller_id}:{name}", product_id, self._clock())
            reason = None if ended else "there was none"
            return OfferTaken(offer_id=name, status="withdrawn", reason=reason)
        if told.unit_price is None:
            return OfferTaken(offer_id=name, status="refused", reason="unit_price is missing")
        offer = _offer(seller_id, name, product_id, told, told.unit_price)
        return self._judged(name, offer, stored=stored)

    def _judged(self, name: str, offer: SellerOffer, *, stored: bool) -> OfferTaken:
        taken = self._desk.take(offer, self._clock(), stored=stored)
        match taken.verdict:
            case Refused(reason):
                return OfferTaken(offer_id=name, status="refused", reason=reason)
            case Held(reason):
                return OfferTaken(offer_id=name, status="held", reason=reason)
        return OfferTaken(offer_id=name, status="same" if taken.same else "accepted")

    def _product(self, seller_id: str, told: OfferTold) -> str:
        """The product that is offered; `ValueError` where nobody can offer it so."""
        if self._catalog.seller(seller_id) is None:
            raise ValueError(f"there is no seller {seller_id}")
        if told.withdrawn and told.offer_id is not None:
            return told.product_id or told.offer_id
        return self._desk.product_meant(told.product_id, () if told.code is None else (told.code,))


def _offer(
    seller_id: str, name: str, product_id: str, told: OfferTold, price: Money
) -> SellerOffer:
    return SellerOffer(
        id=f"{seller_id}:{name}",
        product_id=product_id,
        seller_id=seller_id,
        unit_price=price,
        breaks=tuple(PriceBreak(each.quantity, each.unit_price) for each in told.breaks),
        stock=told.stock,
        minimum=told.minimum,
        condition=told.condition,
        delivery_days=told.delivery_days,
        valid_from=told.valid_from,
        valid_until=told.valid_until,
        url=told.url,
    )
