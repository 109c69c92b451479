"""Korean verbs said twice for one command ("우유 넣고 빵 넣어 줘"), or to ask whether it is to be done ("우유 시켜?")."""

import re
from typing import Final

_SAME_AGAIN: Final = re.compile(
    r"(?:이랑|랑|[은는도을를])?\s(?P<verb>넣|담|적|쓰|추가하|주문하|시키|사|빼|지우|샀)고\s(?!.*\S지\s(?:마|말|않)|나머지|다른 거|다른 것|남은 거|다\s|모두\s|전부\s|싹\s)(?=\S)(?=.*\s(?P<last>넣어|담아|적어|써|추가|주문|시켜|사|빼|지워|샀)\S*(?:\s\S+){0,3}$)"
)
_MADE_FOR: Final = re.compile(
    r"^(?P<list>\S.*?(?:목록|리스트))\s?[을를]?\s(?:하나\s|새로\s|좀\s)*만들(?:어서|고|어 가지고|어가지고|어)\s(?:거기에|거기다|거기)?\s?(?=\S.*(?:넣|담|적|써|추가|올려))"
)
"""A list that is made for what is put on it in the same breath."""
_ENDS_AS: Final = (
    {"쓰": "써", "추가하": "추가", "주문하": "주문", "시키": "시켜", "지우": "지워"}
    | {stem: stem + "어" for stem in ("넣", "적")}
    | {"담": "담아"}
)
"""How the verb ends a sentence that goes on with -고: the same done with one thing and with the next."""


_ASKED_WHETHER: Final = re.compile(r"(?:시켜|사|해|주문|구매|구입)(?:요|이요)?\s*\?\s*$")
"""How a command ends as well that asks for one: "우유 두 개 시켜?" is no "시켜 줄래?"."""


def is_asked_whether(text: str) -> bool:
    """Whether somebody asks if it is to be done, in words that are a command without the question mark."""
    return _ASKED_WHETHER.search(text) is not None


def one_verb_for_all(text: str) -> str:
    """The text with one verb where the same is said of each thing, or of the list it is done to."""
    return _MADE_FOR.sub(r"\g<list>에 ", _SAME_AGAIN.sub(_joined, text))


def _joined(going_on: re.Match[str]) -> str:
    """The things of one verb said twice in a row: "우유 넣고 빵 넣어 줘" is "우유하고 빵 넣어 줘"."""
    verb = going_on["verb"]
    return "하고 " if _ENDS_AS.get(verb, verb) == going_on["last"] else going_on[0]
