"""Where offers come in, from a feed, by MQTT or by HTTP: judged, kept or held, and priced."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import msgspec

from assistant.core.money import Money
from assistant.storage.catalog.facet_columns import CURRENCIES
from assistant.storage.catalog.household_catalog import HouseholdCatalog
from assistant.storage.catalog.market_offers import Taken
from assistant.storage.sqlite_file import explained, writing
from assistant.store.goods.catalog import Product, SellerOffer
from assistant.store.goods.codes import NoCodeError, code
from assistant.store.market.offer_check import Accepted, Refused
from assistant.store.market.offers import main_offer


class MarketDesk:
    """Takes offers into a household's market. Raises `StorageError` where its file fails."""

    def __init__(self, catalog: HouseholdCatalog, currencies: Collection[str] = CURRENCIES) -> None:
        self._catalog = catalog
        self._market = catalog.market
        self._currencies = currencies

    def take(self, offer: SellerOffer, now: datetime, *, stored: bool = False) -> Taken:
        """Judge an offer; it counts from now on, waits for the owner, or is refused.

        Its stock is what there is now, unless the message was `stored` and perhaps came before.
        """
        self.begin(now)
        if offer.stock is not None:
            offer = msgspec.structs.replace(offer, stock_at=now)
        with self._catalog.lock, explained(self._market.path), writing(self._market.connection):
            kept = self._market.offers.one(offer.id, offer.unit_price.currency)
            if stored and kept is not None and kept.stock == offer.stock:
                offer = msgspec.structs.replace(offer, stock_at=kept.stock_at)
            return self._take(offer, now)

    def published(self, offer_id: str) -> bytes | None:
        """The digest of what a seller last told of an offer through a broker."""
        with self._catalog.lock, explained(self._market.path):
            return self._market.offers.published(offer_id)

    def note_published(self, offer_id: str, digest: bytes) -> None:
        """Keep the digest of what a seller has told of an offer through a broker."""
        with self._catalog.lock, explained(self._market.path), writing(self._market.connection):
            self._market.offers.note_published(offer_id, digest)

    def product_meant(self, product_id: str | None, codes: Iterable[str]) -> str:
        """The product that an offer is of, told by its id, by its codes or by both.

        Beside what is found by another code or the id, a code that nothing has and what is no code,
        such as the seller's own number, do not count.

        Raises:
            ValueError: nothing is found, a code is misread, or it is that of another product.
        """
        meant = product_id
        problems = []
        for written in codes:
            try:
                read = code(written)
            except NoCodeError as error:
                problems.append(str(error))
                continue
            owner = self._catalog.product_of_code(read)
            if owner is None:
                problems.append(f"no product has the code {read}")
            elif meant not in {None, owner}:
                raise ValueError(f"code {read} is that of {owner}, not of {meant}")
            else:
                meant = owner
        if meant is None:
            raise ValueError("; ".join(problems) or "product_id or code is needed")
        return meant

    def begin(self, now: datetime) -> None:
        """Let offers count whose day has come."""
        if not self._market.offers.some_begun(now):
            return
        with self._catalog.lock, explained(self._market.path), writing(self._market.connection):
            for offer in self._market.offers.begun(now):
                product = self._catalog.product(offer.product_id)
                if product is not None:
                    self._price(product, offer)
            self._catalog.written()

    def _take(self, offer: SellerOffer, now: datetime) -> Taken:
        product = self._catalog.product(offer.product_id)
        if product is None:
            return Taken(Refused(f"there is no product {offer.product_id}"), None)
        seller = self._catalog.seller(offer.seller_id)
        if seller is None:
            return Taken(Refused(f"there is no seller {offer.seller_id}"), None)
        if seller.outside != offer.outside:
            offer = msgspec.structs.replace(offer, outside=seller.outside)
        others = self._offers_of(product, offer.unit_price.currency)
        taken = self._market.offers.take(offer, others, self._currencies, now)
        if isinstance(taken.verdict, Accepted):
            if not taken.same and taken.counts:
                self._price(product, offer)
            self._catalog.written()
        return taken

    def _offers_of(self, product: Product, currency: str) -> Sequence[SellerOffer]:
        """All offers of a product that are known, from here and from the shop."""
        main = main_offer(product, currency)
        told = self._catalog.offers_of(product.id)
        known = {(each.id, each.unit_price.currency) for each in told}
        return told if main is None or (main.id, currency) in known else (*told, main)

    def withdraw(self, offer_id: str, product_id: str, now: datetime) -> bool:
        """End an offer of a product, the shop's own too; False where there is none that holds."""
        with self._catalog.lock, explained(self._market.path), writing(self._market.connection):
            product = self._catalog.product(product_id)
            known = () if product is None else self._in_all_money(product)
            ended = self._market.offers.withdraw(offer_id, known, now)
            self._catalog.written()
            return ended

    def _in_all_money(self, product: Product) -> Sequence[SellerOffer]:
        return [each for money in self._currencies for each in self._offers_of(product, money)]

    def release(self, number: int, now: datetime, *, accept: bool) -> SellerOffer | None:
        """The owner's word on a held offer; None where there is none of that number."""
        offers = self._market.offers
        with self._catalog.lock, explained(self._market.path), writing(self._market.connection):
            held = next((each for each in offers.held() if each.number == number), None)
            if held is None:
                return None
            offer = held.offer
            product = self._catalog.product(offer.product_id) if accept else None
            if not accept:
                offers.drop(held, now)
            elif product is None:
                offers.forget(held)
            elif offers.release(held, self._offers_of(product, offer.unit_price.currency), now):
                self._price(product, offer)
            self._catalog.written()
            return offer

    def settle(self, number: int, now: datetime, *, accept: bool) -> list[SellerOffer]:
        """The same for the offer in all money that it was made in: one slip is asked about once."""
        held = self._market.offers.held()
        ids = {each.offer.id for each in held if each.number == number}
        waiting = [each.number for each in held if each.offer.id in ids]
        settled = [self.release(each, now, accept=accept) for each in waiting]
        return [offer for offer in settled if offer is not None]

    def _price(self, product: Product, offer: SellerOffer) -> None:
        """A product's own price is that of its main seller, or of the first who sells it here."""
        currency = offer.unit_price.currency
        prices = {price.currency: price for price in product.prices}
        main = offer.id == f"{product.seller_id}:{product.id}"
        if offer.outside or (currency in prices and not main):
            return
        if prices.get(currency) == offer.unit_price:
            return
        prices[currency] = offer.unit_price
        self._market.put_products([_sold_for(product, prices, offer)])


def _sold_for(product: Product, prices: dict[str, Money], offer: SellerOffer) -> Product:
    return msgspec.structs.replace(
        product,
        prices=tuple(prices.values()),
        seller_id=product.seller_id if product.prices else offer.seller_id,
    )
