"""The products of the shop, found by what people call them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from assistant.language.aloud import readings, spoken_names
from assistant.language.intent import Intent, Slot
from assistant.language.resolve import ACCEPTABLE, Candidate, Entry, Resolver
from assistant.store.catalog import Catalog, Product
from assistant.store.household import Bought
from assistant.store.purchase import Fit

BOUGHT_NATS, MOST_NATS = 3.0, 5.0
"""How much likelier what the household buys is meant; more moves what it did not mean."""
CONSIDERED = 8
PLAIN_NAMES = 2


class NameFinder(Protocol):
    """Finds entries of a catalog that is too large to compare every name."""

    def candidates(
        self, phrase: str, limit: int = 5, priors: Mapping[str, float] | None = None
    ) -> list[Candidate]:
        """What may be meant, best first."""


class CatalogShelf:
    """Finds products by name, those first that the household buys.

    `names` finds them in a large catalog; without it every name is compared.
    """

    def __init__(
        self,
        catalog: Catalog,
        history: Mapping[str, Bought],
        names: NameFinder | None = None,
    ) -> None:
        self._products = {product.id: product for product in catalog.products()}
        self._names = names
        self._priors: Mapping[str, float] = {}
        self._resolver = Resolver(())
        self.prefer(history, first=True)

    def prefer(self, history: Mapping[str, Bought], *, first: bool = False) -> None:
        """Take a changed history into account; quick where nothing has changed."""
        priors = {id_: prior(bought) for id_, bought in history.items() if id_ in self._products}
        if first or priors != self._priors:
            self._priors = priors
            if self._names is not None:
                return
            self._resolver = Resolver(
                Entry(product.id, _called(product), priors.get(product.id, 0.0))
                for product in self._products.values()
            )

    def find(self, phrase: str) -> Sequence[Fit]:
        """Products that may be meant, best first; none where the words fit nothing well."""
        if self._names is not None:
            found = self._names.candidates(phrase, CONSIDERED, self._priors)
        else:
            found = self._resolver.candidates(phrase, CONSIDERED)
        return [Fit(self._products[c.id], c.score) for c in found if c.score >= ACCEPTABLE]

    def product(self, product_id: str) -> Product:
        """The product of this id; `KeyError` where there is none."""
        return self._products[product_id]

    def short_names(self, language: str) -> Sequence[str]:
        """A few plain words for each product that the household buys, such as "detergent".

        What many products are called says what a thing is; the rest is its brand.
        """
        aliases = {id_: p.aliases.get(language, ()) for id_, p in self._products.items()}
        shared = Counter(alias for called in aliases.values() for alias in called)
        bought = sorted(self._priors, key=lambda id_: -self._priors[id_])
        plain = (sorted(aliases[id_], key=lambda a: (-shared[a], len(a))) for id_ in bought)
        return list(dict.fromkeys(name for names in plain for name in names[:PLAIN_NAMES]))

    def names(self, language: str) -> Sequence[str]:
        """What people call the products in a language, what the household buys first.

        Full names, with sizes nobody says, only of what it buys. Korean names with digits and Latin
        letters are given as they are said.
        """
        ranked = sorted(self._products.values(), key=lambda p: -self._priors.get(p.id, 0.0))
        full = (p.name(language) for p in ranked if p.id in self._priors)
        short = (alias for p in ranked for alias in p.aliases.get(language, ()))
        return spoken_names((*short, *full), language)


def _called(product: Product) -> tuple[str, ...]:
    """What a product is called, as it is written and as Koreans say it."""
    names = (product.name("ko"), *product.aliases.get("ko", ()))
    return tuple(dict.fromkeys((*product.spoken, *(said for n in names for said in readings(n)))))


def prior(bought: Bought) -> float:
    """How much likelier a product is meant because it was bought so often, in nats."""
    return min(MOST_NATS, BOUGHT_NATS + 0.5 * bought.times)


def with_products(intent: Intent, shelf: CatalogShelf) -> Intent:
    """The intent with its product looked up: the slot's value is its id, None where unknown."""
    said = intent.slots["product"]
    fits = shelf.find(said.text)
    looked_up = (
        Slot(said.text, fits[0].product.id, fits[0].score) if fits else Slot(said.text, None, 0)
    )
    return msgspec.structs.replace(intent, slots={**intent.slots, "product": looked_up})
