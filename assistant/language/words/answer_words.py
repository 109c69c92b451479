"""The words that people put around an answer: "no, I'll take the Heinz one, please", "하인즈로 할게요".

Answers are mostly names, which no sentence lists; what stands around a name tells whether it is
chosen, refused or only asked about. Either language is taken in either, as bilingual people speak.
"""

import re
from typing import Final

_NOT: Final = re.compile(
    r"^(?:no[,\s]+)?(?:not|anything but|i don'?t (?:want|like))\s+(?P<en>.+)$"
    r"|^(?:아니\s?[,\s])?(?P<ko>.+?)\s*(?:은|는|이|가)?\s*(?:말고|빼고|싫어요?|아니고|아니야)(?:\s*다른\s*(?:거|걸로|것).*)?$",
    re.IGNORECASE,
)
_TOO: Final = re.compile(
    r"^(?P<en>.+?)(?:\s+(?:is|are|looks?|seems?)|'s)\s+(?:a bit\s+|way\s+|far\s+)?too\s+\w+(?:\s+for\s+(?:me|us))?$"
    r"|^(?P<ko>.+?)(?:은|는|이|가)\s*너무\s*(?:비싸|비싼|크|큰|커|작|많|적|무거|무겁)\w*(?:\s?(?:것|거)\s?같\w+)?$",
    re.IGNORECASE,
)
_FOR_ALL: Final = re.compile(
    r"^(?:and\s+)?(?P<en>.+?)\s+for\s+(?:both|each|all(?: three)?)(?:\s+of\s+(?:them|those|these))?(?:,?\s+please)?$"
    r"|^(?:그럼\s+)?(?:둘|셋|넷)\s?다\s+(?P<ko>.+)$",
    re.IGNORECASE,
)
_REFUSING: Final = re.compile(
    r"\W*(?:(?:hmm+|uh|um|oh|well|음|어)\W+)?(?:no|nope|nah|아니|아니야|아뇨)(?:[\s,]|$)",
    re.IGNORECASE,
)
_OPENING: Final = re.compile(
    r"okay|ok|all right|alright|right|fine|great|good|well|perfect|cool|그래|그래요|좋아|좋아요|알았어|알겠어요?|그럼",
    re.IGNORECASE,
)
_LIKED: Final = (
    r"(?<![안못])(?<![안못]\s)(?:"
    r"(?:[가이은는도]|면|이면)?\s?(?:더\s?)?(?:(?:좋|괜찮)(?:네|다|겠[어네다]|을\s?[것거]\s?같(?:아|네|다))"
    r"|낫[네다지]|낫겠[어네다]|나(?:을\s?[것거]\s?같(?:아|네|다)|아\s?보(?:여|이네|인다)))"
    r"|[가이]\s?(?:더\s?)?(?:좋아|나아)|이?면\s?(?:돼|되[네지]|되겠[어네다]|될\s?[것거]\s?같(?:아|네|다)))요?"
)
"""“하인즈가 좋겠네” and “하인즈면 될 것 같아” choose it; “하인즈 괜찮아” may ask."""
_TAKING: Final = re.compile(
    r"^(?:(?:no(?=,|\s+the\s)|sorry|oops|아니(?=[\s,])|uh|um|oh|well|okay|ok|yes|yeah|yep|then|hmm|just|the"
    r"|probably|definitely|maybe|perhaps|i (?:think|guess|suppose)|i'?d say"
    r"|i(?:'?ll| will) (?:take|have|get|pick|go (?:with|for))|i (?:want|mean|meant|said|prefer)"
    r"|(?:i'?d|i would) (?:like|prefer|(?:rather )?(?:have|take|pick|go (?:with|for)))|give me"
    r"|let'?s (?:take|have|get|do|try|go (?:with|for))|let me (?:get|have|take)|(?:can|could|may) i (?:get|have)"
    r"|go (?:with|for)|make it|take|(?:get|order|buy)(?: me)?|choose|그럼|그냥|음)[\s,]+)+",
    re.IGNORECASE,
)
_WILL_DO: Final = (
    r"(?:\s+(?:is|would be|will be|sounds|looks|seems)|'s)\s+(?:fine|good|great|okay|ok|perfect|best|better|nice|lovely"
    r"|alright|all right)(?:\s+(?:(?:for|by|with)\s+me|enough))?"
    r"|(?:\s+(?:will|would|should)|'ll)\s+(?:do|work)(?:\s+for\s+me)?|\s+works(?:\s+for\s+me)?|\s+it\s+is"
)
_ASKING: Final = re.compile(
    rf"(?:[\s,]+(?:one|ones|please|instead|rather|then|thanks|thank you|version)|{_WILL_DO})+$"
    r"|\s*(?:(?:으로|로|걸로|거로|것으로|거|것|게|제품|꺼)\s*)?(?:요|할게요?|할래요?|하자|해|해\s?요|줘|주세요|줘요"
    r"|(?:(?:주문|선택|부탁|결정)?\s?해|사|골라)\s?(?:줘요?|주세요|줄래요?)|(?:부탁|결정)(?:해요?|합니다|드려요|드립니다|할게요?)?"
    r"|(?:가자|갈게요?|갈래요?|갑시다)"
    rf"|{_LIKED})$"
    r"|\s+(?:걸로|거로|것으로|거|것|꺼|제품)$",
    re.IGNORECASE,
)
_NAMELESS: Final = frozenset(
    {"", "it", "that", "this", "they", "those", "these", "i", "그거", "그게", "이거", "이게"}
)
_WISHING: Final = re.compile(
    r"^(?:(?:no|ok|okay|all right|alright|fine|well|hmm+|oh|right|so|then|just|only|maybe|perhaps|how about|what about"
    r"|i meant?|i said|그럼|그러면|아니)[\s,]+)+(?=\S)|(?:[\s,]+(?:then|instead|please|at least))+$",
    re.IGNORECASE,
)
_COSTING: Final = re.compile(
    r"^(?:one\s+)?(?:for|at|that costs?|that'?s|that is|which costs?|costing)\s+|\s*(?:짜리|하는)(?:\s?(?:거|것|걸|게))?(?:으?로)?$",
    re.IGNORECASE,
)
_ASKED_ABOUT: Final = re.compile(
    r"^\W*(?:(?:and|oh|so|then|okay|ok|hmm*|well)\W+)*(?:what|how) about\s+(?P<en>.+?)(?:\s+then)?\W*$"
    r"|^\W*(?:(?:그럼|그러면|그리고|근데|음|아)\s+)*(?P<ko>.+?)(?:은|는)\s*(?:요|어때요?|어떨까요?)?\W*$",
    re.IGNORECASE,
)
_ENOUGH_THANKS: Final = re.compile(
    r"\W*(?:(?:음|응|어|네|예|이제|그럼)[\s,]+)*(?:됐어|됐습니다|괜찮아|괜찮습니다)요?[\s,]+(?:정말\s)?(?:고마|고맙|감사|수고)\w*\W*"
)
_MONEY: Final = re.compile(r"[$₩]|dollar|buck|won\b|원|달러|불")


def refuses(text: str) -> bool:
    """Whether it begins as somebody does who does not want what is offered, whatever follows."""
    return _REFUSING.match(text) is not None


def behind_a_no(text: str) -> str:
    """What follows the refusal that a text begins with: "the first", of "no, the first"."""
    return _REFUSING.sub("", text, count=1).strip(" ,")


def thanks_for_enough(text: str) -> bool:
    """Whether it is a thank-you that wants nothing more: "됐어 고마워" calls nothing off."""
    return _ENOUGH_THANKS.fullmatch(text) is not None


def all_but(text: str) -> str | None:
    """What is not wanted: "not the Heinz one", "the Heinz is too dear", "하인즈 말고"."""
    plain = text.strip(" .!?~")
    said = _NOT.match(plain) or _TOO.match(plain)
    return None if said is None else said["en"] or said["ko"]


def asked_about(text: str) -> str | None:
    """What is only asked about, where that is all: "what about the Heinz one", "하인즈는?"."""
    said = _ASKED_ABOUT.match(text)
    return None if said is None else said["en"] or said["ko"]


def named_for_all(text: str) -> str | None:
    """What is wanted for all that is asked: "the Pantene for both", "둘 다 팬틴으로"."""
    said = _FOR_ALL.match(text.strip(" .!?~"))
    return None if said is None else said["en"] or said["ko"]


def opens(answer: str) -> bool:
    """Whether words begin another sentence as readily as they agree: "okay, play Chopin"."""
    return _OPENING.fullmatch(answer.strip(" ,.!;")) is not None


def bare_answer(text: str) -> str:
    """What an answer names: "I'll take the Heinz one, please" and "하인즈로 할게요" say Heinz."""
    kept = _ASKING.sub("", _TAKING.sub("", text.strip(" .!?~")))
    return text if kept.strip().casefold() in _NAMELESS else kept


def bare_wish(text: str) -> str:
    """What is wished for in the answer to "what else is it called": "fine, just bananas then" are bananas."""
    kept = _WISHING.sub("", text.strip(" .!?~"))
    return kept if kept.strip() else text


def bare_price(answer: str) -> str:
    """The price in a bare answer: "for two ninety nine" and "사천 원짜리"; else the answer itself."""
    return _COSTING.sub("", answer)


def says_money(text: str) -> bool:
    """Whether a currency is said, in a word or a sign."""
    return _MONEY.search(text) is not None
