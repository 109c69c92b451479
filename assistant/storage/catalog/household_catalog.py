"""The catalog as a household sees it: the shop's, and over it what the household's market holds.

It is alive: what any process writes to the market's file counts from the next question on. The file
need not exist; it is looked for until it does.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from assistant.language.names.resolve import Candidate
from assistant.language.words.facets import Facets
from assistant.language.words.traits import as_bits
from assistant.storage.catalog.catalog_file import open_catalog
from assistant.storage.catalog.facet_columns import CURRENCIES, Wanted
from assistant.storage.catalog.market_aliases import LearntAlias
from assistant.storage.catalog.market_file import MarketFile
from assistant.store.goods.catalog import (
    Catalog,
    Category,
    PastPrice,
    Product,
    Purchase,
    Seller,
    SellerOffer,
    SlotRule,
    Work,
)
from assistant.store.market.offer_check import HeldOffer
from assistant.store.market.offers import CatalogMarket, PricePoint

_KEPT: Final = 4096
"""Products and offers that are kept in memory until something changes."""


class HouseholdCatalog:
    """A `Catalog` that is the shop's with the household's own market over it.

    Args:
        shop: the shop's catalog.
        path: the market's file, which may come into being later.
        stamp: tells one shop's catalog from another, so that its names are indexed once.
    """

    def __init__(self, shop: Catalog, path: Path, stamp: str = "") -> None:
        self.shop = shop
        self._path = path
        self._stamp = stamp
        self._market: MarketFile | None = None
        self._seen = -1
        self._changes = 0
        self.lock = threading.RLock()
        """Held while the market is read or written by a thread of this process."""
        self._products: dict[str, Product | None] = {}
        self._offers: dict[str, tuple[SellerOffer, ...]] = {}

    @property
    def market(self) -> MarketFile:
        """The household's market, made where there is none yet."""
        with self.lock:
            if self._market is None:
                self._market = MarketFile(self._path)
            return self._market

    @property
    def has_market(self) -> bool:
        """Whether anything was ever told here; to look is to make no file of it."""
        with self.lock:
            return self._open() is not None

    def held_offers(self) -> Sequence[HeldOffer]:
        """Offers that wait for a word of the owner, oldest first."""
        return self.market.offers.held() if self.has_market else ()

    def coming_offers(self) -> Sequence[SellerOffer]:
        """Offers that wait for their day, the next first."""
        return self.market.offers.coming() if self.has_market else ()

    def learnt_aliases(self) -> Sequence[LearntAlias]:
        """What the household calls things, the latest first."""
        return self.market.aliases.all() if self.has_market else ()

    def changes(self) -> int:
        """A number that grows when the market has changed."""
        with self.lock:
            if (market := self._open()) is not None and (version := market.version()) != self._seen:
                self._seen = version
                self._changed()
            return self._changes

    def written(self) -> None:
        """This process has changed the market itself."""
        with self.lock:
            self._changed()

    def _changed(self) -> None:
        self._changes += 1
        self._products.clear()
        self._offers.clear()

    def _open(self) -> MarketFile | None:
        if self._market is None and self._path.is_file():
            self._market = MarketFile(self._path)
        return self._market

    # Catalog

    def product(self, product_id: str) -> Product | None:
        """See `Catalog`."""
        with self.lock:
            self.changes()
            if product_id not in self._products:
                own = None if self._market is None else self._market.product(product_id)
                if len(self._products) >= _KEPT:
                    self._products.clear()
                self._products[product_id] = own or self.shop.product(product_id)
            return self._products[product_id]

    def each_product(self) -> Iterator[Product]:
        """All products, one after the other: for a catalog of any size."""
        with self.lock:
            market = self._open()
        own: set[str] = set()
        if market is not None and market.count():
            own = {each.id for each in self.shop.products() if market.product(each.id) is not None}
        yield from (each for each in self.shop.products() if each.id not in own)
        if market is not None:
            yield from market.products()

    def products(self) -> tuple[Product, ...]:
        """See `Catalog`; of a large catalog use `each_product`."""
        return tuple(self.each_product())

    def count(self) -> int:
        """About how many products there are: those of the shop, and the household's own."""
        with self.lock:
            market = self._open()
            return self._shop_count + (market.count() if market is not None else 0)

    @cached_property
    def _shop_count(self) -> int:
        return len(self.shop.products())

    def category(self, category_id: str) -> Category | None:
        """See `Catalog`."""
        with self.lock:
            own = None if (market := self._open()) is None else market.category(category_id)
        return own or self.shop.category(category_id)

    def categories(self) -> tuple[Category, ...]:
        """See `Catalog`."""
        with self.lock:
            own = () if (market := self._open()) is None else market.categories()
        return tuple({each.id: each for each in (*self.shop.categories(), *own)}.values())

    def seller(self, seller_id: str) -> Seller | None:
        """See `Catalog`."""
        with self.lock:
            own = None if (market := self._open()) is None else market.seller(seller_id)
        return own or self.shop.seller(seller_id)

    def sellers(self) -> tuple[Seller, ...]:
        """See `Catalog`."""
        with self.lock:
            own = () if (market := self._open()) is None else market.sellers()
        return tuple({each.id: each for each in (*self.shop.sellers(), *own)}.values())

    def offers_of(self, product_id: str) -> tuple[SellerOffer, ...]:
        """See `Catalog`."""
        with self.lock:
            self.changes()
            if product_id not in self._offers:
                if len(self._offers) >= _KEPT:
                    self._offers.clear()
                own = () if self._market is None else self._market.offers.of_product(product_id)
                here = {(each.id, each.unit_price.currency) for each in own}
                shop = (
                    each
                    for each in self.shop.offers_of(product_id)
                    if (each.id, each.unit_price.currency) not in here
                )
                self._offers[product_id] = (*shop, *own)
            return self._offers[product_id]

    def work(self, work_id: str) -> Work | None:
        """See `Catalog`."""
        return self.shop.work(work_id)

    def works(self) -> tuple[Work, ...]:
        """See `Catalog`."""
        return self.shop.works()

    def sample_purchases(self) -> tuple[Purchase, ...]:
        """See `Catalog`."""
        return self.shop.sample_purchases()

    def sample_prices(self, product_id: str) -> tuple[PastPrice, ...]:
        """See `Catalog`; a product that the household imported has none."""
        with self.lock:
            own = None if (market := self._open()) is None else market.product(product_id)
        return () if own is not None else self.shop.sample_prices(product_id)

    def sample_slots(self) -> tuple[SlotRule, ...]:
        """See `Catalog`."""
        return self.shop.sample_slots()

    def product_of_code(self, code: str) -> str | None:
        """The id of the product that has a code, of the household's own or of the shop's."""
        with self.lock:
            market = self._open()
            own = None if market is None else market.product_of_code(code)
            shop = self._shop_codes.get(code) if own is None else None
            told_anew = shop is not None and market is not None and market.product(shop) is not None
            return None if told_anew else own or shop

    @cached_property
    def _shop_codes(self) -> dict[str, str]:
        return {code: each.id for each in self.shop.products() for code in each.codes}

    # Names

    def index_names(self) -> None:
        """Index the names of the shop's products beside the household's own, once."""
        with self.lock:
            self.market.index_shop(self._stamp, self.shop.products)

    def candidates(
        self,
        phrase: str,
        limit: int = 5,
        priors: Mapping[str, float] | None = None,
        facets: Facets | None = None,
    ) -> list[Candidate]:
        """Products that may be meant, best first, out of a catalog of any size."""
        with self.lock:
            wanted = _wanted(facets) if facets else None
            return self.market.names.candidates(phrase, limit, priors, wanted)

    def learnt(self, product_id: str) -> tuple[str, ...]:
        """What the household was heard to call a product."""
        with self.lock:
            return () if (market := self._open()) is None else market.aliases.of(product_id)

    def learnt_names(self, language: str) -> tuple[str, ...]:
        """Everything the household calls something, in a language, the latest first."""
        with self.lock:
            known = self.learnt_aliases()
        return tuple(dict.fromkeys(each.said for each in known if each.language == language))

    def history(self, of: str, currency: str, since: datetime) -> tuple[PricePoint, ...]:
        """Changes of an offer, or of all offers of a product."""
        with self.lock:
            market = self._open()
            return () if market is None else market.offers.history(of, currency, since)


class HouseholdMarket(CatalogMarket):
    """The offers of a household's catalog, with the history of their prices."""

    def __init__(self, catalog: HouseholdCatalog, currency: str) -> None:
        super().__init__(catalog, currency)
        self._household = catalog

    def price_history(self, of: str, since: datetime, now: datetime) -> Sequence[PricePoint]:
        """See `Market`."""
        own = self._household.history(of, self.currency, since)
        sampled = super().price_history(of, since, now)
        return sorted((*sampled, *own), key=lambda point: point.at)


def _wanted(facets: Facets) -> Wanted:
    limit = facets.most or facets.least
    return Wanted(
        currency=limit.currency if limit else CURRENCIES[0],
        most=facets.most.minor if facets.most else None,
        least=facets.least.minor if facets.least else None,
        traits=as_bits(facets.traits),
    )


def open_household(shop: Path, market: Path) -> HouseholdCatalog:
    """The household's catalog from its two files; the market's need not exist.

    Raises:
        CatalogError: the shop's catalog is missing or damaged.
    """
    catalog = open_catalog(shop)
    file = shop.stat()
    return HouseholdCatalog(catalog, market, f"{shop} {file.st_size} {file.st_mtime_ns}")
