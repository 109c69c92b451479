"""Korean endings of home, of the south and of messages, as the standard ones that sentences are written in.

"시켜 도", "시켜부러라", "시켜 줘유" and "시켜주세용" are all "시켜 줘": only the ending tells the region, the
age or the keyboard. What stands before it is left as it was said.
"""

import re
from typing import Final

_ASKED: Final = (
    r"(?:해|시켜|사|사다|구해|적어|써|넣어|담아|추가해|빼|지워|비워|꺼|켜|틀어|들려|줄여|키워|높여|낮춰|올려|내려|바꿔"
    r"|알려|말해|읽어|불러|보여|찾아|멈춰|골라|봐)"
)
"""How a verb stands before the word that asks for it."""
_GIVE: Final = (
    (r"(?<=해|켜|사|다|어|써|빼|워|꺼|려|여|춰|꿔|러|아|라|봐)\s?(?:도고|도라|돌라|다고)$", " 줘"),
    (rf"((?:^|\s|(?<=주문)|(?<=취소)|(?<=삭제)){_ASKED}) 도$", r"\1 줘"),
    (r"시키\s?(?=주이?소|주라|줘|도)", "시켜 "),
    (r"시키(?:이?소|소)$", "시켜 주세요"),
    (r"시켜 도$", "시켜 줘"),
    (r"시키(?:라|라이|그라)$", "시켜"),
    (r"(?<=\s)하(?:이소|소|입시더)$|(?<=[문소제])하(?:이소|소)$", "해 주세요"),
    (r"(적|넣)으이소$", r"\1어 주세요"),
    (r"(?<=[줘세])유$|(?<=[가-힣][어해와돼])유$", "요"),
    (r"주(?:슈|세유)$", "주세요"),
    (r"(?<=[가-힣])\s?이?잉$", ""),
)
"""How somebody asks for a thing."""
_TELLS: Final = (
    (r"\s?(?:부러(?:라|요|야)?|뿌(?:라|려|려라|리라|러라|자))$", ""),
    (r"\s?부렀", " 버렸"),
    (r"읎", "없"),
    (r"응께(?:로|요)?", "으니까"),
    (r"(?<=[하되오가이])니께", "니까"),
    (r"당께(?:요)?$", "다니까"),
    (r"(?<=[졌었았했썼겠없]다) 아이가(?=\s|$)", ""),
    (r"(떨어졌|없|썼|먹었)데이$", r"\1다"),
)
"""How somebody tells something."""
_ASKS: Final = (
    (r"(?<=\s)오(?:노|는교|능교)$", "와"),
    (r"(?<=\s)하(?:노|는교|능교)$", "해"),
    (r"(?<=\s)되(?:노|는교)$", "돼"),
    (r"(있|없|왔|했|됐|남았|샀|썼|시켰)(?:노|는교|능교|당가)$", r"\1어"),
    (r"뭐(?:꼬|여|고|당가)$", "뭐야"),
    (r"얼마(?:꼬|여|고|당가)$|얼만교$", "얼마야"),
)
"""How somebody asks a question."""
_TYPED: Final = (
    (r"(?<=[가-힣])[ㄱ-ㅎㅏ-ㅣ]+(?=\s|$)", ""),
    (r"\s[ㄱ-ㅎㅏ-ㅣ]+$", ""),
    (r"주세(?:용|여|염|욥|융)$", "주세요"),
    (r"줘(?:용|염|욥)$", "줘요"),
    (r"(?<=[해줘])줭$|(?<=[해켜])\s?줭$", " 줘"),
    (r"떨어짐(?=\s|$)", "떨어졌어"),
)
"""How messages are typed."""
_LITTLE: Final = (
    (r"(?:^|(?<=\s))(?:쪼매|쪼까|쪼깨|쪼깐|째까)(?:만)?(?=\s)", "좀"),
    (r"(?:^|(?<=\s))거시기\s", ""),
    (r"^(?:아따|하모|워매|오메)[,.]?\s+(?=\S)", ""),
    (r"^마[,.]?\s+(?!하나|둘|셋|좀|더|[한두세네]\s|\d)(?=\S{2,}\s.*시키라$)", ""),
)
_KNOW: Final = r"(?:있잖아|있잖아요|있지|있죠|말이야|말이에요|말야|말인데)[,.?]?\s"
_IT: Final = r"(?:그거|그걸|그건)\s"
_NAMED_FIRST: Final = (
    (rf"(?<=\S)\s그거\s{_KNOW}(?:{_IT})?(?=\S)", " "),
    (rf"(?<=\S)\s{_KNOW}{_IT}(?=\S)", " "),
)
"""How somebody names a thing before saying what is to be done with it: "커피 있잖아, 그거 시켜 줘"."""
_STANDARD: Final = tuple(
    (re.compile(said), standard)
    for said, standard in (*_LITTLE, *_NAMED_FIRST, *_TYPED, *_GIVE, *_TELLS, *_ASKS)
)
_ANY: Final = re.compile(
    r"[ㄱ-ㅎㅏ-ㅣ읎줭쪼]|부[러렀]|[응니당]께|아이가|데이$|(?:[도고라소유슈잉노교꼬여용염욥융]|돌라|당가|시더)$|뿌|^(?:마|아따|하모|워매|오메)\s|시키|떨어짐|거시기|째까|있[잖지죠]|말[이인야]"
)
"""What one of them has, whichever: few texts do, and only those are looked at closely."""


def in_standard_korean(text: str) -> str:
    """The text with standard endings; the same text where it has no others."""
    if _ANY.search(text) is None:
        return text
    standard = text
    for said, instead in _STANDARD:
        standard = said.sub(instead, standard)
    return standard.strip() or text
