"""A question that goes on from the one before: "how much did we spend this month?", "and last month?".

The words of the question before are said again with the fragment in the place of one of theirs, or
behind them; what that means is asked, if it is the same kind of question. So a fragment means whatever
a whole sentence with it does, and nothing where none does.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Final

from assistant.language.intent import TELLING, Intent
from assistant.language.words.normalise import clean, without_hesitation

NEVER_ASKED_ON: Final = frozenset({"Help", "SmallTalk", "AskWhy", "NowPlaying"})
"""Questions that nothing can be put into."""
FRAGMENTS: Final = frozenset({"Also", "WhatOrdered"})
"""What a fragment means by itself, and no longer behind a question: "and the eggs?"."""
MOST_WORDS: Final = 4
_GOING_ON: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\W*(?:(?:and|or|so|then|okay)\W+)*(?:what about|how about|and|or)\s+(?P<rest>.+?)"
        r"(?:\s+(?:then|instead))?\W*$",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        r"\W*(?:(?:그럼|그러면|근데|그리고|혹시)\s+)*(?P<rest>.+?)(?:은|는)\s*"
        r"(?:요|어때|어때요|어떤가요|어떻게 돼|얼마야)?\W*$"
    ),
}
_GOVERNED: Final = re.compile(
    r"(?:on|for|in|from|at|of|with|by)\s+(?:the\s+)?(?P<bare>.+)", re.IGNORECASE
)


def asked_on(
    text: str, before: Intent, understand: Callable[[str], Intent | None]
) -> Intent | None:
    """What a fragment asks behind a question, or None where it asks nothing like it.

    Args:
        text: as it was said, and not understood by itself.
        before: what was asked last.
        understand: the meaning of a text.
    """
    if before.name not in TELLING - NEVER_ASKED_ON:
        return None
    said = _GOING_ON[before.language].fullmatch(without_hesitation(clean(text), before.language))
    if said is None or len(said["rest"].split()) > MOST_WORDS:
        return None
    for whole in _said_whole(said["rest"], before):
        meant = understand(whole)
        if meant is not None and _is_alike(meant, before) and _says_otherwise(meant, before):
            return meant
    return None


def _said_whole(rest: str, before: Intent) -> Iterator[str]:
    """The question before with the fragment in it, the likeliest place first."""
    governed = _GOVERNED.fullmatch(rest)
    for slot in before.slots.values():
        at = before.text.find(slot.text) if slot.text else -1
        if at >= 0:
            for words in (rest, governed["bare"]) if governed else (rest,):
                yield f"{before.text[:at]}{words}{before.text[at + len(slot.text) :]}"
    asked = before.text.rstrip(" ?.!")
    yield f"{rest} {asked}" if before.language == "ko" else f"{asked} {rest}"
    words = asked.split()
    for count, at in product((2, 1), reversed(range(len(words)))):
        if at + count <= len(words):
            yield " ".join((*words[:at], rest, *words[at + count :]))


def _is_alike(meant: Intent, before: Intent) -> bool:
    """Whether it is the same question; of what is left of the budget it is one of what was spent."""
    pair = (before.name, meant.name)
    return meant.name == before.name or pair in {
        ("BudgetShow", "SpentIn"),
        ("PriceOfMany", "PriceOf"),  # "그럼 다섯 개는?"
    }


def _says_otherwise(meant: Intent, before: Intent) -> bool:
    """Whether one thing is asked otherwise or besides, and the others stay as they were asked."""
    stay = [slot for slot in before.slots if meant.value(slot) == before.value(slot)]
    changed = before.slots.keys() & meant.slots.keys() - set(stay)
    added = meant.slots.keys() - before.slots.keys()
    return len(stay) + len(changed) == len(before.slots) and len(changed) + len(added) == 1
