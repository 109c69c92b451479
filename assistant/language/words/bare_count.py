"""A number that is all that was said: “two of them”, “두 개로 해”."""

import re
from collections.abc import Mapping
from typing import Final

from assistant.language.words.numbers import number

MOST_COUNTED: Final = 99
"""A larger number alone is no number of things."""
_SO_MANY: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"(?:(?:no|oh|sorry|wait|actually|yes|okay|ok|all right|alright|great|fine|well|so|but|then|just|only)[,\s]+)*"
        r"(?:(?:make it|(?:send|get|give|order|buy|grab)(?: me| us)?|i want|i need|(?:i'll|we'll|i will|let me|let's) (?:take|have|get|order|buy)) (?:just |only )?)?"
        r"(?P<many>\w+|an?(?=\s(?!one\b)))(?:\s+(?:packs?|packages?|boxes|box|bottles?|bags?|cans?|jars?|cartons?|tubes?|tubs?|pieces?)(?!\w))?(?:\s+(?:please|of (?:them|those|these|it|that)|then|instead"
        r"|(?:is|would be) (?:fine|enough|plenty|okay)|will do))*",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        r"(?:(?:아니|응|네|그럼|그러면)[,\s]+)?(?:(?P<many>\d+|하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉|열)"
        r"|(?P<counted>\d+|[가-힣]+?)\s?(?:개|병|봉지|봉|통|팩|상자|박스|캔))"
        r"(?:요|이요|만|로|으로|로요|으로요)?(?:\s?(?:줘|주세요|해|해\s?줘|할게요?|살게요?|(?:주문해|시켜|사)(?:\s?(?:줘요?|주세요|줄래요?))?|시킬게요?|주문할게요?)|면 (?:돼요?|충분해요?))?"
    ),
}

_SO_MANY_LESS: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"(?:(?:no|oh|sorry|wait|actually|but|then)[,\s]+)*(?:make (?:it|that) |take )?(?P<many>\w+) "
        r"(?:less|fewer|off)(?: please)?",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        r"(?:(?:아니|아|그럼|거기서|그중에서?|그거)[,\s]+)*(?P<many>\d+|하나|둘|셋|넷|한|두|세|네|다섯|여섯)"
        r"\s?(?:개|병|봉지|봉|통|팩|상자|박스|캔)?(?:만|은|는)?\s(?:빼|줄여|덜어)(?:\s?(?:줘|줘요|주세요|줄래|줄래요|주라))?"
    ),
}


def so_many_less(text: str, language: str) -> int | None:
    """How many fewer are wanted, where that is all that was said: "one less", "한 개 빼 줘"."""
    match = _SO_MANY_LESS[language].fullmatch(text.strip(" .,!?~"))
    count = number([match["many"].lower()], language) if match is not None else None
    return count if isinstance(count, int) and count >= 1 else None


def bare_count(text: str, language: str, most: int) -> int | None:
    """How many are wanted, where that is all that was said; None for other words, or above `most`."""
    match = _SO_MANY[language].fullmatch(text.strip(" .,!?~"))
    word = next(filter(None, match.groups()), "") if match is not None else ""
    count = number([word.lower()], language) if word else None
    return count if isinstance(count, int) and 1 <= count <= most else None
