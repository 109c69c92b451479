"""Examples of what people say, drawn from the sentence templates and indexed by their telling words.

Nearest-example classification, as in example-based dialogue systems and retrieval by tf-idf: a word
tells the more the fewer intents say it. English is compared word by word; Korean, whose words carry
endings, by pairs of syllables within a word, as it is commonly indexed for search.
"""

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.language.intent import NAMED_BY
from assistant.language.templates.sampling import Sampler
from assistant.language.templates.sentences import Sentences
from assistant.language.words.normalise import keys

_FREE: Final = re.compile(r"\{(\w+)\}")
_MOST: Final = 120
"""Examples of one template: they differ in one branch each."""
_LEAST_WEIGHT: Final = 0.3
"""Of what all intents say: it tells nothing, but whether it is said."""
_UNHEARD: Final = 1.0
"""What a word that no sentence says weighs more than one of a single intent."""

_REFUSING: Final = {
    "en": frozenset(
        {"not", "'t", "no", "never", "without", "none", "nothing", "except", "instead"}
    ),
    "ko": frozenset(
        {"안", "못", "말고", "말아", "마", "마세요", "빼고", "없이", "대신", "않아", "않게"}
    ),
}
"""Words that turn a meaning round."""

_MATTERS: Final = {
    "ko": re.compile(
        r"주문|시[키켜킨킬켰]|구[매입]|살(?:까|래|게|$)|사[야자기러려고]|배[송달]|택배|도착|가격|얼마|싸|비싸|할인|세일|목록|리스트|장바구니|카트"
        r"|노래|음악|곡|틀[어자고]|재생|볼륨|소리|취소|반품|환불|추천|예산|떨어|남[았은]|재고|재주문"
    )
}
"""Words that tell what a sentence is about at all, and without which it may be about anything."""

Features = frozenset[str]


class Example(NamedTuple):
    """A sentence in which at most one name is open."""

    text: str
    """`{}` where a name stands."""
    intent: str
    features: Features
    placed: bool
    """Whether a name stands in it."""


class Examples(NamedTuple):
    """The examples of one language."""

    language: str
    texts: tuple[str, ...]
    intents: tuple[str, ...]
    placed: NDArray[np.bool_]
    weights: NDArray[np.float32]
    """The weight of all features of each."""
    weight_of: dict[str, float]
    found_by: dict[str, NDArray[np.int32]]
    """Which examples have a feature."""
    unheard: float
    """The weight of a feature that no example has."""

    @classmethod
    def of(cls, sentences: Sentences, without: Collection[str] = ()) -> "Examples":
        """Draw the examples of all intents but some.

        Left out are free words other than the name of a product, for nothing tells where they end, and
        what refuses something.
        """
        language = sentences.language
        drawn = list(_drawn(sentences, frozenset(without)))
        saying: dict[str, set[str]] = defaultdict(set)
        places: dict[str, list[int]] = defaultdict(list)
        for at, example in enumerate(drawn):
            for feature in example.features:
                saying[feature].add(example.intent)
                places[feature].append(at)
        intents = len({example.intent for example in drawn}) or 1
        weight_of = {
            feature: _LEAST_WEIGHT + math.log(intents / len(each))
            for feature, each in saying.items()
        }
        sums = [sum(weight_of[each] for each in example.features) for example in drawn]
        return cls(
            language,
            tuple(example.text for example in drawn),
            tuple(example.intent for example in drawn),
            np.array([example.placed for example in drawn], dtype=np.bool_),
            np.array(sums, dtype=np.float32),
            weight_of,
            {feature: np.array(each, dtype=np.int32) for feature, each in places.items()},
            _LEAST_WEIGHT + math.log(intents) + _UNHEARD,
        )

    def features(self, at: int) -> Features:
        """What an example says, without the name; worked out anew, as few are looked at."""
        return features_of(words_of(self.texts[at], self.language), self.language)

    def weight(self, features: Iterable[str]) -> float:
        """How much some features tell together."""
        return sum(self.weight_of.get(each, self.unheard) for each in features)

    def shared(self, features: Iterable[str]) -> NDArray[np.float32]:
        """The weight of what each example has of some features."""
        sums = np.zeros(len(self.texts), dtype=np.float32)
        for each in features:
            found = self.found_by.get(each)
            if found is not None:
                sums[found] += np.float32(self.weight_of[each])
        return sums


def words_of(text: str, language: str) -> list[str]:
    """The words of a text as they are compared: Korean ones as they are written."""
    if language == "ko":
        return re.findall(r"[^\W_]+", text)
    return list(keys(text, language))


def features_of(words: Sequence[str], language: str) -> Features:
    """What words are compared by."""
    if language != "ko":
        return frozenset(words)
    pairs = (f"^{word}"[at : at + 2] for word in words for at in range(len(word)))
    alone = (word for word in words if len(word) == 1)
    return frozenset((*pairs, *alone))


def refuses(words: Sequence[str], language: str) -> bool:
    """Whether words say what is not to be."""
    return not _REFUSING[language].isdisjoint(words)


def adds_the_matter(example: str, words: Sequence[str], language: str) -> bool:
    """Whether only an example says what it is about: "어디 있어" asks for no order, as "주문 어디 있어" does."""
    return not tells_the_matter(words, language) and (
        language in _MATTERS and tells_the_matter(words_of(example, language), language)
    )


def tells_the_matter(words: Sequence[str], language: str) -> bool:
    """Whether words say what they are about; not told of English."""
    matters = _MATTERS.get(language)
    return matters is None or any(matters.match(word) for word in words)


def _drawn(sentences: Sentences, without: frozenset[str]) -> Iterable[Example]:
    language = sentences.language
    named = {name for name, slots in sentences.places().items() if slots & NAMED_BY}
    seen: set[tuple[str, Features, bool]] = set()
    for template in sentences.templates:
        if template.intent in without:
            continue
        sampler = Sampler(sentences.rules, sentences.lists, language)
        for carrier in sampler.carriers([template.parsed], _MOST):
            open_places = _FREE.findall(carrier)
            if len(open_places) > 1 or not named.issuperset(open_places):
                continue
            text = _FREE.sub("{}", carrier)
            words = words_of(text, language)
            features = features_of(words, language)
            key = (template.intent, features, bool(open_places))
            if features and key not in seen and not refuses(words, language):
                seen.add(key)
                yield Example(text, template.intent, features, bool(open_places))
