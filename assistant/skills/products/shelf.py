"""The products of the shop, found by what people call them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol

import msgspec

from assistant.language.intent import Intent, Slot
from assistant.language.names.plausible import plausible
from assistant.language.names.resolve import ACCEPTABLE, CERTAIN, Candidate, Entry, Resolver
from assistant.language.replies.aloud import spoken_names
from assistant.language.words.facets import Facets, facets
from assistant.skills.products.facets import fits
from assistant.skills.products.names import called
from assistant.store.choosing.purchase import Fit
from assistant.store.goods.aisles import Aisles, Shelves
from assistant.store.goods.catalog import Catalog, Category, Product
from assistant.store.household.history import Bought

BOUGHT_NATS, MOST_NATS = 3.0, 5.0
"""How much likelier what the household buys is meant; more moves what it did not mean."""
CONSIDERED = 8
PLAIN_NAMES = 2
WELL = 0.75
"""From here on the words are most likely a name as it is."""
LARGE_CATALOG = 2000
"""Up to so many products, a phrase is compared with every name."""


class LiveCatalog(Catalog, Protocol):
    """A catalog that grows while it is open, to any size."""

    def count(self) -> int:
        """About how many products there are."""

    def changes(self) -> int:
        """A number that grows when something has changed."""

    def each_product(self) -> Iterator[Product]:
        """All products, one after the other."""

    def index_names(self) -> None:
        """Make `candidates` know all names."""

    def candidates(
        self,
        phrase: str,
        limit: int = 5,
        priors: Mapping[str, float] | None = None,
        facets: Facets | None = None,
    ) -> list[Candidate]:
        """What may be meant, best first."""

    def learnt(self, product_id: str) -> tuple[str, ...]:
        """What the household was heard to call a product."""

    def learnt_names(self, language: str) -> tuple[str, ...]:
        """Everything the household calls something, in a language, the latest first."""


class CatalogShelf:
    """Finds products by name and by what else is wanted, those first that the household buys.

    In a small catalog a phrase is compared with every name; in a large one with those that the
    index of names finds. What changes in a live catalog counts from the next question on.
    """

    def __init__(
        self,
        catalog: Catalog,
        history: Mapping[str, Bought],
        *,
        live: LiveCatalog | None = None,
        currency: str = "USD",
    ) -> None:
        self._catalog = catalog
        self._live = live
        self._currency = currency
        self._history = history
        self._products: dict[str, Product] = {}
        self._priors: Mapping[str, float] = {}
        self._resolver = Resolver(())
        self._large = False
        self._aisles = Aisles(())
        self._seen = -1
        self._narrow: tuple[Facets, Resolver] | None = None
        self._keep_up()

    def prefer(self, history: Mapping[str, Bought]) -> None:
        """Take a changed history into account; quick where nothing has changed."""
        self._history = history
        if not self._keep_up() and self._known(history) != self._priors:
            self._arrange()

    def _keep_up(self) -> bool:
        """Take in what has changed in the catalog; whether anything has."""
        changes = 0 if self._live is None else self._live.changes()
        if changes == self._seen:
            return False
        self._seen = changes
        self._large = self._live is not None and self._live.count() > LARGE_CATALOG
        if self._large and self._live is not None:
            self._live.index_names()
        self._products = (
            {} if self._large else {product.id: product for product in self._catalog.products()}
        )
        self._aisles = Aisles(self._catalog.categories())
        self._arrange()
        return True

    def _arrange(self) -> None:
        self._priors = self._known(self._history)
        self._narrow = None
        self._resolver = Resolver(map(self._entry, self._products.values()))

    def _known(self, history: Mapping[str, Bought]) -> Mapping[str, float]:
        """How likely each product is meant, by what was bought of those that are sold."""
        return {
            id_: prior(bought) for id_, bought in history.items() if self._sold(id_) is not None
        }

    def _sold(self, product_id: str) -> Product | None:
        return self._catalog.product(product_id) if self._large else self._products.get(product_id)

    def _entry(self, product: Product) -> Entry:
        learnt = () if self._live is None else self._live.learnt(product.id)
        return Entry(product.id, (*called(product), *learnt), self._priors.get(product.id, 0.0))

    def find(self, phrase: str, most: int = CONSIDERED) -> Sequence[Fit]:
        """Products that may be meant, best first; none where the words fit nothing well.

        A limit on the price always holds. A trait such as "organic" holds unless it is a part of
        the name that was said.
        """
        self._keep_up()
        wanted = facets(phrase, self._currency)
        limited = wanted.most is not None or wanted.least is not None
        whole = () if limited else self._fits(phrase, None, most)
        if not wanted or (whole and whole[0].score >= CERTAIN):
            return whole
        if self._large and whole and whole[0].score >= WELL:
            # Names that were said with their traits in them; to narrow a million takes as long again.
            fitting = [fit for fit in whole if fits(fit.product, wanted, self._currency)]
            if fitting and fitting[0] is whole[0]:
                return fitting
        if wanted.without:
            found = self._fits(wanted.phrase, wanted, most)
            return [fit for fit in found if fits(fit.product, wanted, self._currency)]
        found = self._fits(wanted.phrase, wanted, most) or whole
        return self._of_its_kind(wanted.phrase, found, most) if limited else found

    def _of_its_kind(self, phrase: str, found: Sequence[Fit], most: int) -> Sequence[Fit]:
        """Those of what is called so for sure: coffee under ten dollars is no coffee cookie."""
        called = (fit.product for fit in self._fits(phrase, None, most) if fit.score >= CERTAIN)
        kinds = {product.category_id for product in called}
        return [fit for fit in found if not kinds or fit.product.category_id in kinds]

    def aisle(self, phrase: str) -> Sequence[Sequence[Product]]:
        """The products of the category that is named, by its parts; nothing where none is."""
        self._keep_up()
        category = self._aisles.named(phrase)
        parts = () if category is None else self._aisles.parts(category)
        found = (self._standing(each) for each in parts)
        return [products for products in found if products]

    def aisles(self) -> Sequence[Category]:
        """The widest categories: what is sold at all."""
        self._keep_up()
        return self._aisles.widest()

    def _standing(self, shelves: Shelves) -> Sequence[Product]:
        """What stands on some shelves; of a large catalog what goes by their names."""
        if not self._large:
            here = (p for p in self._products.values() if p.category_id in shelves.ids)
            return [product for product in here if self._priced(product)]
        named = dict.fromkeys(
            name
            for id_ in shelves.ids
            if (category := self._catalog.category(id_)) is not None
            for name in category.spoken
        )
        fits = (fit for name in named for fit in self._fits(name, None, CONSIDERED))
        own = (self._sold(id_) for id_ in self._priors)
        products = (*(fit.product for fit in fits), *(each for each in own if each is not None))
        here = (product for product in products if product.category_id in shelves.ids)
        return list({product.id: product for product in here}.values())

    def _fits(self, phrase: str, wanted: Facets | None, most: int) -> Sequence[Fit]:
        if self._large and self._live is not None:
            found = self._live.candidates(phrase, most, self._priors, wanted)
        else:
            found = self._narrowed(wanted).candidates(phrase, most)
        sold = ((self._sold(each.id), each.score) for each in found if each.score >= ACCEPTABLE)
        found_here = [
            Fit(p, score)
            for p, score in sold
            if p is not None and (score >= CERTAIN or self._may_be_meant(p, phrase))
        ]
        return [fit for fit in found_here if not self._large or self._priced(fit.product)]

    def _may_be_meant(self, product: Product, phrase: str) -> bool:
        learnt = () if self._live is None else self._live.learnt(product.id)
        brands = tuple(product.brand.values())
        return any(
            plausible(phrase, (name, *product.aliases.get(language, ()), *learnt), brands)
            for language, name in product.names.items()
        )

    def _narrowed(self, wanted: Facets | None) -> Resolver:
        if not wanted:
            return self._resolver
        if self._narrow is None or self._narrow[0] != wanted:
            fitting = (p for p in self._products.values() if fits(p, wanted, self._currency))
            self._narrow = (wanted, Resolver(map(self._entry, fitting)))
        return self._narrow[1]

    def _priced(self, product: Product) -> bool:
        return any(price.currency == self._currency for price in product.prices)

    def product(self, product_id: str) -> Product:
        """The product of this id; `KeyError` where there is none."""
        product = self._sold(product_id)
        if product is None:
            raise KeyError(product_id)
        return product

    def exactly(self, name: str) -> str | None:
        """The id of the product that has this id or, in whatever case, just this name."""
        if self._catalog.product(name) is not None:
            return name
        plain = name.casefold()
        return next(
            (
                fit.product.id
                for fit in self.find(name)
                if plain in map(str.casefold, fit.product.names.values())
            ),
            None,
        )

    def short_names(self, language: str) -> Sequence[str]:
        """A few plain words for each product that the household buys, such as "detergent".

        What many products are called says what a thing is; the rest is its brand.
        """
        aliases = {p.id: p.aliases.get(language, ()) for p in self._some()}
        shared = Counter(alias for called in aliases.values() for alias in called)
        bought = sorted(self._priors, key=lambda id_: -self._priors[id_])
        plain = (sorted(aliases.get(id_, ()), key=lambda a: (-shared[a], len(a))) for id_ in bought)
        own = (name for names in plain for name in names[:PLAIN_NAMES])
        return list(dict.fromkeys((*self._learnt_names(language), *own)))

    def names(self, language: str) -> Sequence[str]:
        """What people call the products in a language, what the household buys first.

        Full names, with sizes nobody says, only of what it buys; of a large catalog only some, for
        no recogniser can expect them all. Korean names with digits and Latin letters are given as
        they are said.
        """
        ranked = sorted(self._some(), key=lambda p: -self._priors.get(p.id, 0.0))
        full = (p.name(language) for p in ranked if p.id in self._priors)
        short = (alias for p in ranked for alias in p.aliases.get(language, ()))
        return spoken_names((*self._learnt_names(language), *short, *full), language)

    def _learnt_names(self, language: str) -> tuple[str, ...]:
        return () if self._live is None else self._live.learnt_names(language)

    def _some(self) -> Sequence[Product]:
        """All products of a small catalog; of a large one the household's, and as many more."""
        if not self._large or self._live is None:
            return list(self._products.values())
        own = [product for id_ in self._priors if (product := self._sold(id_)) is not None]
        more = islice(self._live.each_product(), LARGE_CATALOG)
        return list({product.id: product for product in (*own, *more)}.values())


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
