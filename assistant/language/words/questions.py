"""Whether a text asks something, by the words it begins or ends with."""

import re
from typing import Final

_ASKING: Final = re.compile(
    r"^\W*(?:(?:and|but|so|hey|okay|well|ok|fine|good|great|nice|perfect|sure|yes|yeah|thanks|all right|alright|wait)\W+)*(?:what|which|how|when|where|who|whose|why|is|are|was|were|do|does|did"
    r"|has|can|could|would|will|should|shall|may|(?:have|had) (?:you|we|i)|tell|show|check|find|compare)\b|\?\s*$"
    r"|(?:^|\s)(?:뭐|뭘|무엇|무슨|얼마|언제|며칠|몇|어디|어느|어떤|어떻게|왜|누가|누구)|(?:(?<!니)까|니|냐|나요|가요|려나|을지|는지)요?(?:\s*(?:몰라|모르겠)\w*)?\W*$",
    re.IGNORECASE,
)
_ABOUT: Final = re.compile(
    r"^\W*(?:and\s+|but\s+|so\s+)?(?:why|what|how|when|where|who|whose|is|are|was|does|do|did|has|tell"
    r"|compare|explain|describe|read|show)\b"
    r"|(?:^|\s)(?:왜|어떻게|언제|며칠|몇\s|누가|어디|어느|무슨)|비교|설명|알려|어때|어떤가|어떤 게|얼마|뭐(?:야|예요|지|가|\W*$)"
    r"|(?:인가|나|까|니|냐|는)요?\W*$|[있없](?:어|지|는데)요?\W*$",
    re.IGNORECASE,
)
_FURTHER: Final = re.compile(
    r"^\W*(?:and|but|or|what about|how about|what if)\b|(?:건|거는|것은|은|는)\s?요?\W*$",
    re.IGNORECASE,
)


_WHETHER: Final = re.compile(
    r"(?:\s수\s?(?:가\s?|는\s?|도\s?)?[있없](?:어|나|지)|(?<!면)\s(?:안\s?)?(?:돼|되나|되지|가능해|가능한가))요?\W*$"
    r"|(?:[되있한]는|[올될할살받있])지\s+(?:봐|좀|확인|알아|말해)"
)


def is_question(text: str) -> bool:
    """Whether anything is asked, and so perhaps of us: "pass me the honey" asks nothing."""
    return _ASKING.search(text) is not None


def asks_whether(text: str) -> bool:
    """Whether Koreans ask if it can be, in the words in which they would say so: "더 싸게 돼"."""
    return _WHETHER.search(text) is not None


def asks(text: str) -> bool:
    """Whether something is asked about a thing rather than for it: such words choose nothing."""
    return _ABOUT.search(text) is not None


def asks_on(text: str) -> bool:
    """Whether somebody only goes on asking: "and the biggest", "제일 큰 건"."""
    return _FURTHER.search(text) is not None
