"""From the columns of somebody's feed to ours: by a mapping file, or by what columns are called."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from assistant.core.errors import CatalogError
from assistant.storage.catalog.facet_columns import CURRENCIES
from assistant.store.goods.codes import readable
from assistant.store.goods.measures import read_measure

Kind = Literal["products", "offers", "sellers", "categories"]


class FeedMapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mapping file."""

    kind: Kind | None = None
    language: Annotated[str, msgspec.Meta(pattern="^[a-z]{2}$")] = "en"
    """Of names in columns that do not tell."""
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] = "USD"
    """Of prices in columns that do not tell."""
    fields: dict[str, str] = {}
    """Our field: their column."""
    defaults: dict[str, str] = {}
    """Our field: what stands there where their column is empty or missing."""
    units: dict[str, str] = {}
    """Their word for a unit: ours."""
    categories: dict[str, str] = {}
    """Their category: ours."""
    new_categories: bool = False
    """Whether a category that is not known becomes a new one."""


_SYNONYMS: Final = {
    "id": "sku product_no item_id article asin",
    "name": "title product_name product_title item_name 상품명 이름",
    "brand": "manufacturer maker vendor_brand 브랜드",
    "codes": "code ean ean13 gtin gtin13 upc isbn isbn13 isbn10 barcode 바코드",
    "category": "category_id product_type department 카테고리",
    "price": "unit_price amount 가격",
    "currency": "price_currency currency_code",
    "size": "net_content pack_size quantity_per_unit volume weight 용량",
    "size_unit": "unit uom unit_of_measure",
    "seller": "seller_id merchant vendor shop 판매자",
    "aliases": "synonyms keywords also_called",
    "rating": "stars average_rating review_rating rating_average",
    "raters": "review_count rating_count reviews ratings",
    "traits": "labels tags",
    "product_id": "product",
    "stock": "quantity_available inventory available 재고",
    "minimum": "min_quantity minimum_quantity moq",
    "delivery_days": "shipping_days lead_time_days",
    "url": "link",
}
_REDUCED: Final = "sale_price"
"""What is asked where it is told, beside a price that was."""
_WORDS: Final = {ours: (ours, *words.split()) for ours, words in _SYNONYMS.items()}
_WORDS["price"] = (_REDUCED, *_WORDS["price"])
_OURS: Final = {word: ours for ours, words in _WORDS.items() for word in words}
_RANK: Final = {word: rank for words in _WORDS.values() for rank, word in enumerate(words)}
"""Of several columns for one field the first that tells something counts, in this order."""
_IN_MONEY: Final = re.compile(rf"({'|'.join(_WORDS['price'])})_({'|'.join(CURRENCIES).casefold()})")
"""A word for a price with the currency it is in, such as `sale_price_usd`."""
_MANY: Final = re.compile(r"codes|traits|aliases_[a-z]{2}")
"""Fields that hold all that their columns tell."""
_OF_KIND: Final[dict[Kind, str]] = {
    "products": r"id|category|size|size_unit|currency|seller|rating|raters|codes|traits"
    r"|(?:name|brand|aliases)_[a-z]{2}|price_[a-z]{3}",
    "offers": r"id|product_id|codes|seller|currency|(?:price|breaks)_[a-z]{3}|stock|minimum"
    r"|condition|delivery_days|valid_from|valid_until|url",
    "sellers": r"id|name_[a-z]{2}|delivery_days|cutoff|works_weekends|outside|url"
    r"|shipping_(?:per_order|per_item|free_from)_[a-z]{3}",
    "categories": r"id|parent|(?:name|aliases)_[a-z]{2}",
}
"""The fields that are read of each kind."""
UNMEASURED: Final = (1.0, "count")
"""The size of what no size is told of."""
_BY_LANGUAGE: Final = ("name", "brand", "aliases")
_BY_CURRENCY: Final = ("price", "breaks")
_MONEY: Final = {"$": "USD", "US$": "USD", "달러": "USD", "₩": "KRW", "원": "KRW"}
_PRICE_TEXT: Final = re.compile(
    r"^\s*(USD|KRW|US\$|[$₩])?\s*([\d.,]+)\s*(USD|KRW|원|달러|[$₩])?\s*$"
)


def mapping_for(fields: Iterable[str]) -> str:
    """A mapping, in one line, that says where these fields come from."""
    named = ", ".join(f'{field} = "their column"' for field in fields)
    return f"a mapping (--mapping FILE) names them: [fields] {named}"


def read_mapping(path: Path | None) -> FeedMapping:
    """A mapping file; without one, what columns are called has to do.

    Raises:
        CatalogError: it cannot be used.
    """
    if path is None:
        return FeedMapping()
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), FeedMapping)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise CatalogError(f"mapping {path}: {error}") from error


class Translator:
    """Turns the cells of a feed into ours, by one plan for the whole file."""

    def __init__(self, mapping: FeedMapping, columns: Iterable[str]) -> None:
        self._mapping = mapping
        known = tuple(columns)
        missing = [theirs for theirs in mapping.fields.values() if theirs not in known]
        if missing:
            raise CatalogError(
                f"the mapping names a column {missing[0]!r}; the file has {', '.join(known)}"
            )
        mapped = {self._full(ours): (theirs,) for ours, theirs in mapping.fields.items()}
        self._plan: dict[str, tuple[str, ...]] = self._planned(known) | mapped
        self._tells_money = frozenset(
            self._ours(theirs) for theirs in known if re.search(r"_[a-z]{3}$", _plain(theirs))
        ) | {ours for ours in mapping.fields if ours.startswith("price_")}
        if mapping.kind in {None, "offers"} and self._sells_by_id():
            self._plan["product_id"] = self._plan.pop("id")
        self.kind: Kind = mapping.kind or self._kind()

    def _planned(self, columns: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The columns of each of our fields, the best first, without those that are mapped."""
        mapped = set(self._mapping.fields.values())
        plan: dict[str, tuple[str, ...]] = {}
        for theirs in sorted(columns, key=_rank):
            ours = self._ours(theirs)
            if ours and theirs not in mapped:
                plan[ours] = (*plan.get(ours, ()), theirs)
        return plan

    @property
    def unused(self) -> tuple[str, ...]:
        """Their columns of which nothing is read."""
        known = re.compile(_OF_KIND[self.kind])
        return tuple(
            theirs
            for ours, columns in self._plan.items()
            if not known.fullmatch(ours)
            for theirs in columns
            if theirs
        )

    @property
    def fields(self) -> frozenset[str]:
        """Our fields that the feed or the defaults fill."""
        return frozenset(self._plan) | frozenset(map(self._full, self._mapping.defaults))

    @property
    def named(self) -> bool:
        """Whether a column holds names, in any language."""
        return any(field.startswith("name_") for field in self.fields)

    @property
    def missing(self) -> tuple[str, ...]:
        """Our fields that every product needs and nothing fills."""
        if self.kind != "products":
            return ()
        identified = {"id", "codes"} & self.fields
        return (*(() if self.named else ("name",)), *(() if identified else ("id",)))

    def _ours(self, theirs: str) -> str:
        """Our field for a column that the mapping does not name."""
        plain = re.sub(r"^names_(?=[a-z]{2}$)", "name_", _plain(theirs))
        if re.fullmatch(
            r"(?:name|brand|aliases|title)_[a-z]{2}|(?:price|breaks|shipping_\w+)_[a-z]{3}", plain
        ):
            return plain.replace("title_", "name_")
        if in_money := _IN_MONEY.fullmatch(plain):
            return f"price_{in_money[2]}"
        ours = _OURS.get(plain, plain)
        return self._full(ours)

    def _full(self, ours: str) -> str:
        if ours in _BY_LANGUAGE:
            return f"{ours}_{self._mapping.language}"
        if ours in _BY_CURRENCY:
            return f"{ours}_{self._mapping.currency.lower()}"
        return ours

    def _sells_by_id(self) -> bool:
        """Whether sellers and prices stand beside ids that can only be the products': no names."""
        fields = self.fields
        priced = any(field.startswith("price_") for field in fields)
        sold = "seller" in fields and priced and not self.named
        return sold and "id" in self._plan and not {"product_id", "codes"} & fields

    def _kind(self) -> Kind:
        fields = self.fields
        if {"delivery_days", "cutoff"} <= fields:
            return "sellers"
        if "parent" in fields and not any(field.startswith("price_") for field in fields):
            return "categories"
        if not self.named and ({"product_id", "codes"} & fields):
            return "offers"
        return "products"

    def cells(self, theirs: Mapping[str, str]) -> dict[str, str]:
        """One line in our fields."""
        ours = {
            field: _told(field, [theirs.get(column, "") for column in columns])
            for field, columns in self._plan.items()
        }
        for field, value in self._mapping.defaults.items():
            full = self._full(field)
            ours[full] = ours.get(full) or value
        self._mend_prices(ours)
        if "category" in ours:
            ours["category"] = self._mapping.categories.get(ours["category"], ours["category"])
        if self.kind == "products":
            self._mend_size(ours)
            self._mend_names(ours)
        return ours

    def _mend_prices(self, ours: dict[str, str]) -> None:
        """A price with its currency beside it or in it; commas between thousands go."""
        currency = ours.pop("currency", "").strip().upper()
        own = f"price_{self._mapping.currency.lower()}"
        undeclared = own not in self._tells_money
        if currency and ours.get(own) and currency != self._mapping.currency and undeclared:
            ours[f"price_{currency.lower()}"] = ours.pop(own)
        for field in [each for each in ours if each.startswith("price_")]:
            found = _PRICE_TEXT.match(ours[field])
            if found is None:
                continue
            money = {_MONEY.get(each, each) for each in (found[1], found[3]) if each}
            of_field = field.removeprefix("price_").upper()
            if money <= {of_field}:
                ours[field] = _plain_amount(found[2])
            elif len(money) == 1 and not currency and field not in self._tells_money:
                told = f"price_{money.pop().lower()}"
                ours[told] = ours.get(told) or _plain_amount(found[2])
                del ours[field]

    def _mend_size(self, ours: dict[str, str]) -> None:
        """A size and a unit, out of `500 ml` or the name where they do not stand apart."""
        unit = ours.get("size_unit", "")
        ours["size_unit"] = self._mapping.units.get(unit, unit)
        if ours.get("size") and ours["size_unit"]:
            return
        names = (value for field, value in ours.items() if field.startswith("name_"))
        told = ours.get("size", "")
        texts = names if told.startswith("-") else (told, *names)
        size = next((found for text in texts if (found := read_measure(text))), None)
        amount, unit = UNMEASURED
        ours["size"] = f"{size.amount:g}" if size else ours.get("size") or f"{amount:g}"
        ours["size_unit"] = size.base if size else unit

    def _mend_names(self, ours: dict[str, str]) -> None:
        """English stands in where a name or brand has none, and an id where there is a code."""
        for part in ("name", "brand"):
            if not ours.get(f"{part}_en"):
                others = (
                    v for f, v in ours.items() if re.fullmatch(rf"{part}_[a-z]{{2}}", f) and v
                )
                ours[f"{part}_en"] = next(others, "")
        if not ours.get("id"):
            ours["id"] = ours.get("codes", "").partition("|")[0].strip()


def _plain(theirs: str) -> str:
    """What a column is called, without what is not said."""
    return re.sub(r"[^\w]+", "_", theirs.strip().casefold()).strip("_")


def _rank(theirs: str) -> float:
    """Where a column stands among those for one field; one that tells its currency before others."""
    plain = _plain(theirs)
    if in_money := _IN_MONEY.fullmatch(plain):
        return _RANK[in_money[1]] - 0.5
    return _RANK.get(plain, -1)


def _told(field: str, cells: Iterable[str]) -> str:
    """What the columns of one field tell: the first that is not empty, or all where it holds many."""
    filled = [cell for cell in cells if cell]
    if field == "codes":
        filled = [cell for cell in filled if _holds_code(cell)] or filled
    if field.startswith("price_"):
        filled = [cell for cell in filled if re.search("[1-9]", cell)] or filled
    return "|".join(filled) if _MANY.fullmatch(field) else next(iter(filled), "")


def _holds_code(cell: str) -> bool:
    """Whether there is a code in it, and not only a shop's own number."""
    return any(map(readable, cell.split("|")))


def _plain_amount(written: str) -> str:
    """An amount with a point before its cents: `1,234.50`, `12,99` and `1.234,56` mean it too."""
    if re.fullmatch(r"\d+,\d{1,2}|\d{1,3}(?:\.\d{3})+,\d{1,2}", written):
        return written.replace(".", "").replace(",", ".")
    return re.sub(r",(?=\d{3}(?:\D|$))", "", written)


def digest(path: Path, mapping: FeedMapping) -> str:
    """The same for the same file and mapping, by which an import is taken up again."""
    with path.open("rb") as file:
        read = hashlib.file_digest(file, "sha256")
    read.update(msgspec.json.encode(mapping, order="sorted"))
    return read.hexdigest()
