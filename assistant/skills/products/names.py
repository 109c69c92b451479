"""What a product is called, and whether words are its name."""

from collections.abc import Sequence
from typing import Final

from assistant.language.names.alignment import Vocabulary
from assistant.language.names.resolve import CERTAIN
from assistant.language.replies.aloud import readings
from assistant.language.words.spelling import without_frills, words
from assistant.store.choosing.purchase import Fit
from assistant.store.goods.catalog import Product

PARTLY: Final = 0.7
"""From here on several words, each of the same name, are that name."""


def named(phrase: str, found: Sequence[Fit]) -> bool:
    """Whether a phrase is the name of something that was found, or words of its name and no other.

    Of talk that is only perhaps about the shop, "energy" and "breath" are no part of an energy bar
    or bread that was misheard, and in "the phone battery" the phone is no battery's.
    """
    said = without_frills(words(phrase))
    if not said or not found:
        return False
    if found[0].score >= CERTAIN:
        return True
    if len(said) == 1:
        return False
    likely = [fit.product for fit in found if fit.score >= PARTLY]
    return any(not _vocabulary(product).strangers(said) for product in likely)


def _vocabulary(product: Product) -> Vocabulary:
    return Vocabulary([spelled for name in called(product) if (spelled := words(name))])


def called(product: Product) -> tuple[str, ...]:
    """What a product is called, as it is written and as Koreans say it."""
    names = (product.name("ko"), *product.aliases.get("ko", ()))
    return tuple(dict.fromkeys((*product.spoken, *(said for n in names for said in readings(n)))))
