"""A number that is all that was said: “two of them”, “두 개로 해”."""

import re
from collections.abc import Mapping
from typing import Final

from assistant.language.words.numbers import number

_SO_MANY: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"(?:(?:no|oh|sorry|wait|actually|yes|okay|but|then|just|only)[,\s]+)*"
        r"(?:(?:make it|send|get|i want|i need|i'll take|we'll take|i'll have) (?:just |only )?)?"
        r"(?P<many>\w+)(?:\s+(?:please|of (?:them|those|these|it|that)|then|instead"
        r"|(?:is|would be) (?:fine|enough|plenty|okay)|will do))*",
        re.IGNORECASE,
    ),
    "ko": re.compile(
        r"(?:(?:아니|응|네|그럼|그러면)[,\s]+)?(?:(?P<many>\d+|하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉|열)"
        r"|(?P<counted>\d+|[가-힣]+?)\s?(?:개|병|봉지|봉|통|팩|상자|박스|캔))"
        r"(?:요|이요|만|로|으로|로요|으로요)?(?:\s?(?:줘|주세요|해|해\s?줘|할게요?|주문해\s?줘)|면 (?:돼요?|충분해요?))?"
    ),
}


def bare_count(text: str, language: str, most: int) -> int | None:
    """How many are wanted, where that is all that was said; None for other words, or above `most`."""
    match = _SO_MANY[language].fullmatch(text.strip(" .,!?~"))
    word = next(filter(None, match.groups()), "") if match is not None else ""
    count = number([word.lower()], language) if word else None
    return count if isinstance(count, int) and 1 <= count <= most else None
