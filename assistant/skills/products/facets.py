"""Whether a product is what is wanted of it besides its name: under ten dollars, organic, not a decaf."""

from assistant.language.words.facets import Facets
from assistant.language.words.spelling import without_frills, without_particle, words
from assistant.language.words.traits import traits_in
from assistant.store.goods.catalog import Product


def fits(product: Product, wanted: Facets, currency: str) -> bool:
    """Whether a product is what is wanted of it besides its name."""
    price = next((p.minor for p in product.prices if p.currency == currency), None)
    if wanted.most is not None and (price is None or price > wanted.most.minor):
        return False
    if wanted.least is not None and (price is None or price < wanted.least.minor):
        return False
    if wanted.without and _is_called_so(product, wanted.without):
        return False
    return all(has(product, trait) for trait in wanted.traits)


def has(product: Product, trait: str) -> bool:
    """Whether a product is organic and so on, as far as the catalog or one of its names tells."""
    return trait in product.traits or any(trait in traits_in(name) for name in product.spoken)


def _is_called_so(product: Product, phrase: str) -> bool:
    """Whether a product is what is not wanted: all words of it are in one of its names."""
    unwanted = {without_particle(word) or word for word in without_frills(words(phrase))}
    if traits := traits_in(phrase):
        return bool(traits & frozenset(product.traits).union(*map(traits_in, product.spoken)))
    return any(unwanted <= set(words(name)) for name in product.spoken)
