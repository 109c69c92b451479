"""What is added behind a whole command: "put onions on the list, and also two cartons of oat milk".

A sentence that ends has room for more: its words do not tell the afterthought from the name of a list
("… on the list and two cartons of oat milk") or leave it out as an aside. So it is taken apart before:
the command as it would stand alone, and the same command with what was added in the place of its thing.
"""

import re
from collections.abc import Mapping
from typing import Final

from assistant.language.intent import Intent
from assistant.language.orders.each_thing import (
    KNOWN_FROM,
    LISTING,
    Understand,
    each_of,
    span_of,
    thing_of,
    things_of,
)
from assistant.language.words.enumeration import Fits, cut

_BEHIND: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"[,.]?\s+(?:oh\s+)?(?:and also|and|plus|as well as|also|along with)\s+"
        r"(?P<more>.+?)(?:\s+(?:too|as well|also))?[.!]?$",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        r"(?<=[줘요줄해놔])[,.]?\s+(?:아\s+|참\s+)*(?:그리고\s+|또\s+)?(?P<more>\S.*?도(?:\s+\S+){0,2})[.!]?$"
    ),
}
"""What joins an afterthought, and the afterthought up to the end."""


def with_afterthought(
    text: str, language: str, understand: Understand, fits: Fits
) -> tuple[Intent, ...]:
    """The command and the same for what is added behind it; nothing where nothing is.

    Args:
        text: as typed or recognised.
        language: `en` or `ko`.
        understand: the meaning of a text that says one thing.
        fits: tells what is sold from other words: "and let me know" adds nothing.
    """
    for joint in re.finditer(r"\s", text):
        behind = _BEHIND[language].match(text, joint.start())
        if behind is None:
            continue
        before = text[: behind.start()].rstrip(",. ")
        whole = understand(before)
        if whole is None or whole.name not in LISTING or whole.score < 1:
            continue
        texts = _in_its_place(before, whole, behind["more"], language)
        more = each_of(texts, whole.name, understand, fits) if texts else ()
        if more and all(fits(thing_of(each)) >= KNOWN_FROM for each in more):
            return (*(things_of(before, whole, language, understand, fits) or (whole,)), *more)
    return ()


def _in_its_place(before: str, whole: Intent, more: str, language: str) -> list[str]:
    """The command with each thing that was added in the place of its own."""
    span = span_of(before, whole, language)
    if span is None or (language == "en" and not before[span[1] :].strip()):
        return []  # "onions and milk" is an enumeration, and no afterthought
    return [f"{before[: span[0]]}{piece}{before[span[1] :]}" for piece in cut(more, language)]
