"""Products of a feed, a batch at a time: checked against all others, then written together."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final, TypeVar

import msgspec

from assistant.core.money import Money
from assistant.storage.catalog.batches import batches
from assistant.storage.catalog.catalog_cells import Row
from assistant.storage.catalog.catalog_rows import product_of
from assistant.storage.catalog.facet_columns import CURRENCIES
from assistant.storage.catalog.feed_mapping import UNMEASURED
from assistant.storage.catalog.household_catalog import HouseholdCatalog
from assistant.storage.catalog.market_file import likeness
from assistant.storage.catalog.name_writing import among
from assistant.store.goods.catalog import Category, Product, SellerOffer
from assistant.store.market.offer_check import Held, Refused, judge, together
from assistant.store.market.offers import main_offer

OTHER: Final = Category(id="other", names={"en": "Other things", "ko": "그 밖의 것"})
_AT_ONCE: Final = 900
T = TypeVar("T")


class ProductBatch:
    """The products of some lines."""

    def __init__(
        self,
        catalog: HouseholdCatalog,
        import_: int,
        fields: frozenset[str],
        *,
        new_categories: bool = False,
    ) -> None:
        """`fields` are those that the feed tells: of a known product the others stay."""
        self.added = self.changed = self.same = 0
        self.rejected: list[tuple[int, str]] = []
        self.held: list[tuple[int, str]] = []
        self._catalog = catalog
        self._market = catalog.market
        self._import = import_
        self._fields = fields
        self._new_categories = new_categories
        self._categories = {each.id for each in catalog.categories()}
        self._sellers = {each.id for each in catalog.sellers()}
        self._read: dict[str, tuple[int, Product]] = {}
        self._told: dict[str, frozenset[str]] = {}

    def add(self, line: int, cells: Mapping[str, str]) -> None:
        """Read one line; what cannot be a product is rejected."""
        own = {f: v for f, v in cells.items() if v or not f.startswith(("price_", "brand_"))}
        row = Row("", own, [])
        product = _product(row)
        self._check(row, product)
        if product.id in self._read:
            row.note(f"id {product.id!r} is already in line {self._read[product.id][0]}")
        if row.problems:
            self._reject(line, row.problems)
        else:
            self._read[product.id] = (line, product)
            self._told[product.id] = self._fields & cells.keys()

    def _check(self, row: Row, product: Product) -> None:
        if product.category_id not in self._categories:
            if not self._new_categories and product.category_id != OTHER.id:
                row.note(
                    f"category {product.category_id!r} is unknown; map it, or set new_categories"
                )
            else:
                self._make_category(product.category_id)
        if product.seller_id and product.seller_id not in self._sellers:
            row.note(f"seller {product.seller_id!r} is unknown; import the sellers first")
        for price in product.prices:
            if price.currency not in CURRENCIES:
                row.note(f"{price} is not in {' or '.join(CURRENCIES)}")
        told = "seller" in self._fields or self._catalog.product(product.id) is None
        if product.prices and not product.seller_id and told:
            row.note(
                'seller is empty; a mapping (--mapping FILE) gives one: [defaults] seller = "home"'
            )

    def _make_category(self, category_id: str) -> None:
        category = (
            OTHER
            if category_id == OTHER.id
            else Category(id=category_id, names={"en": category_id})
        )
        self._market.put_categories([category])
        self._categories.add(category_id)

    def write(self, now: datetime) -> None:
        """Write what can be; inside a transaction."""
        before = self._known()
        self._refuse_again()
        self._refuse_alike()
        self._refuse_codes()
        changed = []
        for product_id, (line, read) in self._read.items():
            known = before.get(product_id)
            if known is None:
                self.added += 1
                changed.append((line, read))
                continue
            told = with_the_rest_of(known, read, self._told[product_id])
            product, doubts = self._priced(known, told, now)
            if doubts:
                self.held.append((line, together(doubts)))
            elif product == known:
                self.same += 1
            else:
                self.changed += 1
            if product != known:
                changed.append((line, product))
        self._market.put_products(
            [product for _, product in changed],
            import_=self._import,
            lines=[line for line, _ in changed],
        )

    def _known(self) -> dict[str, Product]:
        """What is sold under these ids now."""
        shop = self._catalog.shop
        found = {id_: known for id_ in self._read if (known := shop.product(id_)) is not None}
        rows = self._asked("SELECT id, fact FROM product WHERE id IN []", self._read)
        return found | {row["id"]: msgspec.json.decode(row["fact"], type=Product) for row in rows}

    def _refuse_again(self) -> None:
        """An id that an earlier line of the same file has used."""
        query = f"SELECT id, line FROM product WHERE import = {self._import} AND id IN []"  # noqa: S608
        for row in self._asked(query, list(self._read)):
            line, _ = self._read[row["id"]]
            if str(line) != str(row["line"]):
                self._drop(row["id"], f"id {row['id']!r} is already in line {row['line']}")

    def _refuse_alike(self) -> None:
        """What nobody could tell from another product by its name, brand and size."""
        own = {product_id: likeness(product) for product_id, (_, product) in self._read.items()}
        rows = self._asked(
            "SELECT id, likeness FROM product WHERE likeness IN []", set(own.values())
        )
        others = [(likeness(each), each.id) for each in self._catalog.shop.products()]
        others += [(row["likeness"], row["id"]) for row in rows]
        first: dict[str, str] = {}
        for alike, product_id in others:
            first.setdefault(alike, product_id)
        for product_id, alike in own.items():
            other = first.setdefault(alike, product_id)
            if other != product_id:
                self._drop(
                    product_id,
                    f"has the name, brand and size of {other}; if it is the same, import an offer",
                )

    def _refuse_codes(self) -> None:
        codes = [code for _, product in self._read.values() for code in product.codes]
        owned = ((code, self._catalog.product_of_code(code)) for code in codes)
        owner = {code: product_id for code, product_id in owned if product_id is not None}
        for product_id, (_, product) in list(self._read.items()):
            for each in product.codes:
                other = owner.setdefault(each, product_id)
                if other != product_id:
                    self._drop(product_id, f"code {each} is already that of {other}")

    def _priced(
        self, before: Product, product: Product, now: datetime
    ) -> tuple[Product, list[str]]:
        """The product, at its old price where the new one cannot be believed yet, and why not."""
        prices: list[Money] = []
        doubts: list[str] = []
        for price in product.prices:
            old = main_offer(before, price.currency)
            new = main_offer(product, price.currency)
            if old is None or new is None or old.unit_price == price or old.id != new.id:
                prices.append(price)
                continue
            lately = self._market.offers.lately(new, now)
            verdict = judge(new, old, (), CURRENCIES, lately=lately)
            if isinstance(verdict, Held | Refused):
                doubts.append(self._market.offers.hold(new, verdict.reason, now).reason)
                prices.append(old.unit_price)
            else:
                self._keep(new, old, now)
                prices.append(price)
        return msgspec.structs.replace(product, prices=tuple(prices)), doubts

    def _keep(self, new: SellerOffer, old: SellerOffer, now: datetime) -> None:
        """The main seller's price goes into the history; what else it tells of its offer stays."""
        known = self._market.offers.one(new.id, new.unit_price.currency)
        offer = new if known is None else msgspec.structs.replace(known, unit_price=new.unit_price)
        self._market.offers.keep(offer, now, known or old)

    def _drop(self, product_id: str, reason: str) -> None:
        if product_id in self._read:
            line, _ = self._read.pop(product_id)
            self.rejected.append((line, reason))

    def _reject(self, line: int, problems: Iterable[str]) -> None:
        self.rejected.append((line, "; ".join(each.removeprefix(": ") for each in problems)))

    def _asked(self, query: str, values: Iterable[str]) -> list[Mapping[str, str]]:
        rows: list[Mapping[str, str]] = []
        for some in batches(values, _AT_ONCE):
            rows += self._market.connection.execute(among(query, some), some).fetchall()
        return rows


def _product(row: Row) -> Product:
    product = product_of(row, sparse=True)
    return msgspec.structs.replace(product, category_id=product.category_id or OTHER.id)


def with_the_rest_of(known: Product, told: Product, fields: Collection[str]) -> Product:
    """What a feed tells of a known product; what it has no column for is as it was.

    A feed of prices, or one in a single language, would otherwise take names, other money and all
    that people call a thing away from it.
    """

    def by_language(part: str, before: Mapping[str, T], now: Mapping[str, T]) -> dict[str, T]:
        told_here = {name: each for name, each in now.items() if f"{part}_{name}" in fields}
        untold = {name: each for name, each in before.items() if f"{part}_{name}" not in fields}
        return untold | told_here

    seller_id = told.seller_id if "seller" in fields else known.seller_id
    unmeasured = "size" not in fields and (told.size, told.size_unit) == UNMEASURED
    measured = known if unmeasured else told
    rated = told if "rating" in fields else known
    kept = [
        price
        for price in known.prices
        if f"price_{price.currency.lower()}" not in fields and seller_id == known.seller_id
    ]
    new = {price.currency: price for price in (*kept, *told.prices)}
    order = dict.fromkeys(price.currency for price in (*known.prices, *told.prices))
    return msgspec.structs.replace(
        told,
        category_id=told.category_id if "category" in fields else known.category_id,
        brand=by_language("brand", known.brand, told.brand),
        names=by_language("name", known.names, told.names),
        aliases=by_language("aliases", known.aliases, told.aliases),
        size=measured.size,
        size_unit=measured.size_unit,
        prices=tuple(new[currency] for currency in order if currency in new),
        seller_id=seller_id,
        codes=told.codes if "codes" in fields else known.codes,
        traits=told.traits if "traits" in fields else known.traits,
        rating=rated.rating,
        raters=rated.raters,
    )
