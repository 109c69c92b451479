"""A Korean order with each of its parts in the place where the sentences have it.

Korean tells by the ending of a word what it does: "우유 일 리터짜리로 큰 거 두 개만 시켜 봐라" says
which milk, how large and how many in any order behind the name. Such an order is taken apart by these
endings: the verb with what may follow it, then each thing with its limit, its choice, its kind, its size
and its count; and put as `만 원 이하 큰 우유 1리터 두 개 주문해 줘`.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from assistant.language.orders.each_thing import KNOWN_FROM
from assistant.language.words.enumeration import Fits, cut
from assistant.language.words.facets import korean_limit
from assistant.language.words.numbers import number
from assistant.language.words.sizes import KOREAN_COUNTED, size_said

_DONE: Final = (
    r"(?:(?:주문|구매|구입|배달|배송|오더)\s?(?:을\s)?(?:좀\s)?(?:해|하|부탁|넣어|넣)?|배달\s?시켜|배달\s?시키|시켜|시키|시킬"
    r"|사다|사|살|담아|담|보내|쟁여|쟁이|구해|챙겨|들여|가져다|갖다|부탁)"
)
_KEPT: Final = r"(?:\s?(?:놔|놓아|놓|놨|둬|두|봐|보))?"
_GIVEN: Final = (
    r"(?:줘|줘요|줘라|줘봐|줘 봐|주세요|주라|주라요|줄래|줄래요|주렴|주겠니|주겠어|주겠어요|주실래요|주시겠어요|주시겠습니까|주십시오"
    r"|주이소|주쇼|주셔|주시죠|주면 (?:돼|돼요|안 돼|안 될까|고맙겠어|좋겠어|좋겠다)|줄 수 (?:있어|있어요|있니|있나|있나요|있을까)|주실 수 (?:있어요|있나요|있을까요))"
)
_ASKED: Final = rf"(?:{_GIVEN}|해|해요|해라|드려|라|요|이요)"
_WISHED: Final = (
    r"(?:자|자고|까|까요|래|래요|게|게요|할래|할래요|할게|할게요|할까|할까요|하자|해야겠다|해야겠어|해야지|해야 (?:돼|해|하는데|되는데)"
    r"|야겠다|야겠네|야겠어|야겠어요|야지|야지 뭐|야 (?:돼|돼요|해|해요|하는데|되는데|하는데요|되는데요|될 것 같아|할 것 같아|되겠다)"
    r"|드려요|드립니다|드릴게요|고 싶어|고 싶어요|고 싶은데|고 싶다|하고 싶어|하고 싶은데|하고 싶어요|려고|려고요|려고 하는데|려는데|면 좋겠다|면 좋겠어)"
)
_PASSED_ON: Final = r"(?:(?:달래|달라네|달라시네)(?:요)?|달라고 (?:하시네|하시네요|하네|하네요|하는데|하셔|해|하신다)|(?<=[사하키])래요?|하래요?)"
"""What somebody passes on: "할머니가 두유 시켜 달라고 하시네"."""
_WHO: Final = re.compile(r"^\S+(?:이|가|은|는|께서)\s+")
_VERB: Final = re.compile(
    rf"(?:^|(?<=\s))(?:좀\s)?{_DONE}{_KEPT}\s?(?:(?P<wished>(?P<passed_on>{_PASSED_ON})|{_WISHED})|{_ASKED})?(?:\s?(?:좀|응|요))?[.!?~]*$"
)
_VERB_FIRST: Final = re.compile(
    rf"(?:^|(?<=\s))(?:좀\s)?(?:{_DONE}{_KEPT}\s?{_GIVEN}"
    r"|(?P<wished>사자|시키자|주문하자|살게요?|시킬게요?|주문할게요?|살래요?|시킬래요?|(?:주문\s)?부탁(?:해요?|드려요|드립니다|할게요?)))"
    r"(?:\s?(?:좀|응))?[,.!~]*\s+(?=\S)"
)
"""An order that goes on behind its verb: "하나 시켜 줘 샴푸", "오레오 사 주세요 큰 거요"."""
_OF_OTHERS: Final = re.compile(r"(?:^|\s)(?:좀\s)?(?:담|보내|구해|챙겨|들여|가져다|갖다|부탁)")
"""Said to anybody in the room as well: with a number of things it may be an order, and is asked about."""
_NOT_HERE: Final = re.compile(r"목록|리스트|장바구니|카트|취소|하지 마|말고$|빼고$|대신$")
_BETWEEN: Final = re.compile(
    r"(?:이?요)?[,.]?\s+(?:(?:아|어|음|참|또|뭐냐|뭐지|하나는)\s+)*(?:그리고|그 다음에|그다음에|또|아 참)\s+"
    r"|(?:(?<=하나)|(?<=[\s두세네한][개병통팩캔판봉모]))이?고\s+"
)
"""Words between two things, each of which may have an ending of its own."""
_OPENING: Final = re.compile(
    r"^(?:(?:아|어|음|저기요?|그|참|또|뭐|혹시|그냥|일단|아 맞다|맞다|뭐냐|뭐더라|자|야|저|오늘은|이번엔|있잖아|(?:아까|저번에?|지난번에?|그때)(?: 그)?)[,.…]*\s+)+"
)
_ANY: Final = re.compile(
    r"(?:^|(?<=\s))(?:아무\s?거나|뭐든|암거나)(?=\s|$)|(?:^|(?<=\s))아무\s(?=\S+나(?:\s|$))"
)
_AGAIN: Final = re.compile(r"(?:^|(?<=\s))(\S{2,})(?:\s\1)+(?=\s|$)")
_WHICH: Final = re.compile(
    r"(?:(?P<not>\S+)\s(?:거|것|걸)\s?(?:말고|말구|아니고)\s)?(?:(?P<most>제일|가장|젤)\s|(?:더|좀|좀 더|조금)\s)?"
    r"(?P<by>큰|작은|싼|저렴한|비싼|좋은|싸고 좋은)\s?(?:거|걸|것|꺼|놈|사이즈|용량)(?:루|로|으로)?(?=\s|$)"
    r"|(?P<sized>대용량|대형|소용량|소형)(?:으로)?(?=\s|$)"
    r"|^(?P<best>(?:제일|가장|젤)\s(?:큰|작은|싼|저렴한|비싼|좋은))(?=\s\S)"
)
_UNIT: Final = (
    KOREAN_COUNTED
    + r"|박스|상자|세트|묶음|단|송이|근|모|판|망|포대|자루|줄|마리|켤레|대|포기|덩이|다스"
)
_COUNT: Final = re.compile(
    rf"(?:^|(?<=\s))(?P<count>(?P<number>\d+|[가-힣]{{1,4}}?)\s?(?P<unit>{_UNIT})?)"
    r"\s?(?:정도|쯤)?(?:만|씩)?(?:\s?더)?(?:이?요|도|을|를|로|으로|도요|만요)?$"
)
_NEXT: Final = re.compile(
    rf"(?<=\s)(?:(?:\d+|한|두|세|네|다섯|여섯|일곱|여덟|아홉|열)\s?(?:{_UNIT})|하나|둘|셋|넷)(?:만|씩)?,?\s+(?=\S)"
)
"""Where a thing ends with its count and the next one begins: "우유 두 개 계란 한 판"."""
_BEFORE: Final = (
    r"(?:지난번에?|저번에?|전번에?|전에|예전에|지난주에|저번 주에|지난달에|저번 달에|어제)"
)
_OFTEN: Final = r"(?:늘|항상|맨날|매번|원래|평소에?|자주|내가|우리가|내가 늘|우리가 늘|내가 항상)"
_SUCH: Final = (
    r"(?:거|것|걸)(?:하고|이랑|랑|과|와|처럼)?(?:\s(?:똑같은|같은)\s(?:거|것|걸))?(?:으?로)?"
)
_SAME: Final = re.compile(
    rf"(?:^|(?<=\s))(?:(?:{_BEFORE}\s(?:산|샀던|시킨|시켰던|주문한|주문했던|먹은|마신|쓴)"
    rf"|{_OFTEN}\s(?:사|먹|쓰|마시|시키|주문하)(?:던|는))(?:\s{_SUCH})?"
    r"|(?:지난번|저번|전번|평소|원래)(?:이랑|하고|과|처럼)\s(?:똑같은|같은)\s(?:거|것|걸)(?:으?로)?)(?:\s|$)"
)
"""Which of them is wanted, where that is the one they had: "내가 늘 먹는 걸로", "저번에 산"."""
_ENDING: Final = re.compile(
    r"(?<=[가-힣a-zA-Z\d])(?:으로|로|이랑|이요|도요|만요|으로요|로요|요|도|을|를|이|가|은|는|만|좀|나|이나)$"
)
_KIND: Final = re.compile(r"^(?P<kind>\S+?)(?:으로|로)$")
_KIND_OF: Final = re.compile(
    r"(?P<kind>[가-힣]+[ㄴ가-힣])\s(?:거|걸|것|맛|꺼)(?:루|로|으로)(?=\s|$)"
)
_WITH_SIZE: Final = re.compile(r"(짜리|들이|묶음|리터|밀리|킬로|그램)(?:루|로|으로)(?=\s|$)")
_MEASURES: Final = {
    "ml": "밀리",
    "l": "리터",
    "g": "그램",
    "kg": "킬로",
    "ct": "개입",
    "roll": "롤",
    "sh": "매",
}
_SOLD_SO: Final = 0.7
"""How well a name fits with its kind where there is such a kind at all."""
_SURELY_SAID: Final = frozenset(
    ["하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉", "열", "스물", "스무"]
)


class Put(NamedTuple):
    """An order in plain words."""

    text: str
    sure: bool
    """Whether it was asked for, not only wished, and nothing of it was left out."""


def in_order(text: str, fits: Fits) -> Iterator[Put]:
    """The plain order of what is ordered, or nothing where its words are of no order.

    Args:
        text: cleaned, without hesitation.
        fits: tells the names of what is sold from other words.
    """
    if _NOT_HERE.search(text):
        return
    verb = _VERB.search(text)
    if verb is None:
        yield from _behind_its_verb(text, fits)
    elif verb.start():
        said = text[: verb.start()].rstrip(" ,.")
        if verb["passed_on"]:
            said = _WHO.sub("", said)
        yield from _as_ordered(
            said, fits, of_others=_OF_OTHERS.match(verb[0]) is not None, sure=not verb["wished"]
        )


def _behind_its_verb(text: str, fits: Fits) -> Iterator[Put]:
    """The order of what stands behind the verb, or before it and is told more of behind."""
    verb = _VERB_FIRST.search(text)
    if verb is None or (_OF_OTHERS.match(verb[0]) and not verb["wished"]):
        return
    before = text[: verb.start()].rstrip(" ,.")
    behind = re.sub(r"이?요[.!~]*$", "", text[verb.end() :]).strip(" ,.!~")
    for said in (f"{behind} {before}".strip(), f"{before} {behind}".strip()):
        pieces = _pieces(_had_before(said)[0], fits)
        if all(fits(_taken_apart(piece, fits).name.text) >= KNOWN_FROM for piece in pieces):
            yield from _as_ordered(said, fits, of_others=False, sure=not verb["wished"])
            return


def _as_ordered(said: str, fits: Fits, *, of_others: bool, sure: bool) -> Iterator[Put]:
    """The plain order of what stood around a verb."""
    said, same = _had_before(said)
    parts = _pieces(said, fits)
    things = [thing for part in parts if (thing := _plain(part, fits)).text]
    if things and not (of_others and not _counted(parts[-1])[1]):
        surely = sure and not of_others and all(thing.sure for thing in things)
        yield Put(f"{'하고 '.join(f'{same}{thing.text}' for thing in things)} 주문해 줘", surely)


def _pieces(said: str, fits: Fits) -> list[str]:
    """The things that are named, each with what is said of it."""
    joined = [piece for part in _BETWEEN.split(said) for piece in cut(part, "ko")]
    return [piece for part in joined for piece in _each_with_its_count(part, fits)]


def _each_with_its_count(said: str, fits: Fits) -> list[str]:
    """Things in a row, cut behind the count of each; whole where a piece names nothing sold."""
    ends = [found.end() for found in _NEXT.finditer(said)]
    pieces = [said[at:end].strip(" ,") for at, end in pairwise((0, *ends, len(said)))]
    names = (_named(_counted(piece)[0], fits).text for piece in pieces)
    return pieces if ends and all(fits(name) >= KNOWN_FROM for name in names) else [said]


class _Thing(NamedTuple):
    """One thing, and what is said of it before and behind its name."""

    name: Put
    before: tuple[str, ...]
    behind: tuple[str, ...]


def _plain(said: str, fits: Fits) -> Put:
    """One thing: its limit, its choice, its name with its kind, its size and its count."""
    thing = _taken_apart(said, fits)
    parts = (*thing.before, thing.name.text, *thing.behind)
    return thing.name._replace(text=" ".join(filter(None, parts)) if thing.name.text else "")


def _taken_apart(said: str, fits: Fits) -> _Thing:
    said = _AGAIN.sub(r"\1", _ANY.sub("", _OPENING.sub("", said))).strip(" ,.")
    said, limit = korean_limit(said)
    said, by = _which(said)
    said, count = _counted(said)
    said, size = _sized(said)
    return _Thing(_named(said, fits), (limit, by), (size, count))


def _had_before(said: str) -> tuple[str, str]:
    """The words without that it is to be what they had before, and that."""
    found = _SAME.search(said)
    if found is None:
        return said, ""
    return f"{said[: found.start()]}{said[found.end() :]}".strip(), "늘 사던 "


def _which(said: str) -> tuple[str, str]:
    """The words without which of them is wanted, and that: 큰, 제일 싼."""
    found = _WHICH.search(said)
    if found is None:
        return said, ""
    rest = " ".join(f"{said[: found.start()]} {said[found.end() :]}".split())
    most = "제일" if found["most"] else ""
    return rest, found["best"] or " ".join(filter(None, (most, found["by"] or found["sized"])))


def _sized(said: str) -> tuple[str, str]:
    """The words without the size of a pack, and that."""
    plain = _WITH_SIZE.sub(r"\1", said)
    found = size_said(plain)
    word = "" if found is None else _MEASURES.get(found.measure, "")
    if found is None or not word:
        return said, ""
    return found.rest, f"{found.amount:g}{word}"


def _counted(said: str) -> tuple[str, str]:
    """The words without how many are wanted, and that."""
    found = _COUNT.search(said)
    if found is None or not found.start():
        return said, ""
    many, unit = found["number"], found["unit"]
    if number([many] if many.isdigit() else list(many), "ko") is None:
        return said, ""
    if unit is None and many not in _SURELY_SAID and not many.isdigit():
        return said, ""  # the end of a name: 구, 이
    return said[: found.start()].strip(), found["count"].strip()


def _named(said: str, fits: Fits) -> Put:
    """The name among the words, with the kind of it that was said; not sure where there is no such kind."""
    words = _KIND_OF.sub("", said).split()
    stop = len(words)
    while stop > 1 and _KIND.match(words[stop - 1]):
        stop -= 1
    kinds = [found["kind"] for found in _KIND_OF.finditer(said)]
    kinds += [_KIND.sub(r"\g<kind>", word) for word in words[stop:]]
    bare, kind = " ".join(words[:stop]), " ".join(kinds)
    short = _ENDING.sub("", bare)
    if short and short != bare and fits(short) >= max(KNOWN_FROM, fits(bare)):
        bare = short
    if not kind or not bare:
        return Put(bare, sure=True)
    in_one = f"{kind}{bare}".replace(" ", "")
    if min(fits(kind), fits(in_one)) >= KNOWN_FROM:
        return Put(in_one, sure=True)  # so that nobody takes the kind for a thing of its own
    of_kind = max((f"{kind} {bare}", f"{bare} {kind}"), key=fits)
    lost = fits(of_kind) < _SOLD_SO <= fits(bare)
    return Put(bare if lost else of_kind, sure=not lost)
