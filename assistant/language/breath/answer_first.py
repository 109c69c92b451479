"""An answer and then something else, in one breath: "yes, and put milk on the list"."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from assistant.language.words.normalise import clean, without_hesitation

LONGEST_ANSWER: Final = 3
"""Words of an answer with no pause and no conjunction behind it: "no stop the music"."""

_JOINED: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\s*[,;.!]?\s*\b(?:and (?:then|also)|and|then|plus|but)\b\s*|\s*&\s*", re.IGNORECASE
    ),
    "ko": re.compile(r"\s*[,;.!]?\s+(?:그리고|그 ?다음에|하고|됐고|좋고|할 ?테니까?)[,\s]+"),
}
_INSTEAD: Final = re.compile(r"\s+instead\W*$", re.IGNORECASE)
_GOVERNING: Final = re.compile(r"\b(?:don'?t|do not|not|never|without)$", re.IGNORECASE)
"""What belongs to the word behind it, where nobody pauses: "don't order coffee" orders none."""
_PAUSED: Final = re.compile(r"\s*[,;.!]\s*")


class AnswerFirst(NamedTuple):
    """A text cut in two."""

    answer: str
    more: str
    joined: bool
    """Whether a conjunction stands between them; "okay, order coffee" may be no answer at all."""
    paused: bool = True
    """Whether there is anything between them at all, as far as it was written down."""


def answers_first(text: str, language: str) -> Iterator[AnswerFirst]:
    """Every way to cut a text into an answer and a command behind it, the surest first."""
    text = without_hesitation(clean(text), language)
    seen = set()
    for between, joined in ((_JOINED[language], True), (_PAUSED, False)):
        for cut in between.finditer(text):
            answer, more = text[: cut.start()].strip(), _INSTEAD.sub("", text[cut.end() :].strip())
            if answer and more and (answer, more) not in seen:
                seen.add((answer, more))
                yield AnswerFirst(answer, more, joined)
    words = text.split()
    for count in range(min(LONGEST_ANSWER, len(words) - 1), 0, -1):
        answer = " ".join(words[:count])
        if not _GOVERNING.search(answer):
            yield AnswerFirst(answer, " ".join(words[count:]), joined=False, paused=False)
