"""What kind of thing a product is: vinegar, whoever makes it and however large the bottle is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from assistant.store.goods.catalog import ByLanguage, Product

LANGUAGES = ("en", "ko")


class Kind(msgspec.Struct, frozen=True):
    """Products that are called the same."""

    names: ByLanguage
    """In plain words, such as "vinegar"; a product without plain names is a kind of its own."""
    category_id: str
    products: tuple[str, ...]


class Kinds:
    """The kinds of some products.

    A product has several plain names, and the one that most products share says what it is; the
    others are its brand.
    """

    def __init__(self, products: Iterable[Product]) -> None:
        known = tuple(products)
        shared = {lang: _shared(known, lang) for lang in LANGUAGES}
        members: defaultdict[tuple[str, str], list[Product]] = defaultdict(list)
        for product in known:
            members[product.category_id, _plain(product, "en", shared["en"])].append(product)
        self.all: Sequence[Kind] = [
            Kind(
                {lang: _plain(alike[0], lang, shared[lang]) for lang in LANGUAGES},
                category,
                tuple(product.id for product in alike),
            )
            for (category, _), alike in members.items()
        ]
        self._of = {id_: kind for kind in self.all for id_ in kind.products}
        self._in: defaultdict[str, list[Kind]] = defaultdict(list)
        for kind in self.all:
            self._in[kind.category_id].append(kind)

    def of(self, product_id: str) -> Kind | None:
        """The kind of a product; None where the product is not known."""
        return self._of.get(product_id)

    def among(self, category_id: str) -> Sequence[Kind]:
        """The kinds of a category."""
        return self._in.get(category_id, ())


def _shared(products: Iterable[Product], language: str) -> Mapping[str, int]:
    return Counter(name for product in products for name in set(product.aliases.get(language, ())))


def _plain(product: Product, language: str, shared: Mapping[str, int]) -> str:
    names = product.aliases.get(language, ()) or (product.name(language),)
    return min(names, key=lambda name: (-shared.get(name, 0), len(name), name))
