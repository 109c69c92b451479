"""The forms of English sentences about a list, `L` in its place: "void L", "no cheese on L".

`item` is the thing on the list, `any` a verb that stands in no word list: what it does is said by the
word that joins the thing to the list.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from assistant.language.frame_words import (
    ADDING,
    AFTER,
    ALL_OF_IT,
    BEFORE,
    BOUGHT,
    DELETING,
    MAKING,
    OPENING,
    REMOVING,
    SOMEBODY,
    WONDERING,
)


class Form(NamedTuple):
    """A form, and what a sentence that has it means."""

    intent: str
    written: str

    def match(self, said: str) -> re.Match[str] | None:
        """The whole of a sentence in this form; None where it has another."""
        return _compiled(self.written).fullmatch(said)


@cache
def _compiled(written: str) -> re.Pattern[str]:
    """A form's pattern, built when a list is first spoken of: all of them take a tenth of a second."""
    return re.compile(written)


def _one_of(*words: str) -> str:
    """A pattern of one of some phrases, the longest that fits."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len)[::-1]) + ")"


def _some_of(*words: str) -> str:
    """A pattern of any number of some words, each followed by a space."""
    return f"(?:{_one_of(*words)} )*"


def _forms(intent: str, *patterns: str) -> Iterator[Form]:
    for pattern in patterns:
        yield Form(intent, f"(?:{pattern}){_TAIL}")


_OPEN: Final = rf"{_some_of(*BEFORE)}+"
"""Without giving back: no word of it begins a command."""
_TAIL: Final = rf"(?: {_one_of(*AFTER)})*+"
_ITEM: Final = r"(?P<item>(?!L)\S+(?: (?!L)\S+){0,6}?)"
_ANY: Final = r"(?P<any>(?!L)[a-z]+(?: (?:down|up|out|away))?)"
_NOT: Final = r"(?:[a-z]+ (?:'t|not)|not|never|no longer)"
_OFF: Final = r"(?:(?:off|out|away) )?(?:off of|out of|off|from|form|frm)"
_ONTO: Final = r"(?:down )?(?:to|onto|into|on to|in to|upon)"
_UNDER: Final = r"(?:on|in|inside|under|from|of|to)"
_BE: Final = "(?:is|are|was|were|'s|'re)"
_OUGHT: Final = "(?:can|could|should|must|may|might|will|needs? to|has to|have to|ought to)"
_GONE: Final = _one_of("removed", "deleted", "taken", "crossed", "erased", "dropped", "gone")
_NOTED: Final = _one_of("added", "put", "written", "included", "noted", "listed")
_REMOVE: Final = _one_of(*REMOVING)
_DELETE: Final = _one_of(*DELETING)
_ADD: Final = _one_of(*ADDING)
_MAKE: Final = _one_of(*MAKING)
_OPENING: Final = _one_of(*OPENING)
_IT: Final = "(?P<it>it|that|them|those|these)"
_ASK: Final = _some_of(*WONDERING)
_ALL: Final = _one_of(*ALL_OF_IT)
_DONE: Final = _one_of(*BOUGHT)
_THEN: Final = _some_of(
    "so", "and", "please", "then", "now", "already", "you", "can", "could", "just"
)
_YET: Final = _some_of("already", "still", "now", "also", "there", "listed", "written")
_HAS: Final = "(?:have|has|contain|contains|include|includes|say|need)"
_PUT: Final = _some_of(
    *("have", "had", "got", "put", "add", "added", "need", "write", "written", "include", "list"),
    *("included", "listed", "already", "still", "also", "just", "ever", "remember to", "place"),
)
_MORE: Final = _some_of("and", "also", "some", "more", "extra", "another", "one more", "please")
_A_THING: Final = (
    _some_of(
        "and", "also", "a", "one", "more", "another", "the", "next", "new", "extra", "following"
    )
    + "(?:item|thing|entry|task)(?: to (?:add|put|go))?"
)

_WITH: Final = (
    rf"(?: (?:and|with|then) (?:(?:add|put|write|include) )?{_ITEM}"
    r"(?: (?:to|on|onto|in) (?:it|there))?)?"
)
"""What a new list begins with."""

_SINCE: Final = "(?:(?:since|because|as|now that) )?"
_WE_HAVE: Final = "(?:i|we) " + _some_of("already", "just", "have", "'ve", "now")
_WANTED: Final = (
    "(?:don 't let me forget|don 't forget|(?:i|we) (?:forgot|need|want)|we are out of|we 're out of)"
    "(?: to (?:put|add|get|buy|write|pick up))?(?: about)?"
)
_ALREADY: Final = _some_of("already", "now", "all")
_STAY: Final = _some_of("be", "stay", "to", "required", "needed", "wanted", "necessary", "belong")
_WHEN: Final = rf"(?: {_one_of(*AFTER)})*"
_MISTAKEN: Final = (
    "(?: (?:by mistake|by accident|accidentally|twice|for (?:nothing|no reason)|wrongly|still))*"
)
_NOR_NEEDED: Final = (
    rf"(?:{_THEN}{_REMOVE}(?: (?:it|them|that|those))?(?: off| out)?"
    rf"|(?:but |and |so )*(?:i|we) (?:really )?{_NOT} (?:need|want) (?:it|them|that|those|any))"
)
"""What is said behind a thing that stands on a list, and takes it off."""
_AWAY: Final = _some_of("up", "out", "off", "away", "down", "of", "all", "about", "with")
_FOR_US: Final = _some_of("me", "us", "up", "out", "off", "down", "with")
_ALSO: Final = _some_of("please", "and", "also", "should", "must", "could", "can", "a")

ASKED: Final = (
    *_forms(
        "ListShow",
        rf"(?:(?:please|hey|okay|so|and) )*{_BE} (?:there )?{_ITEM} {_YET}{_UNDER} L",
        rf"{_ASK}(?:if|whether) (?:there {_BE} )?{_ITEM} (?:{_BE} )?{_YET}{_UNDER} L",
        rf"{_ASK}(?:do|did|have|has|does|if|whether) {_one_of(*SOMEBODY)} {_PUT}{_ITEM}"
        rf" (?:already )?{_UNDER} L",
        rf"{_ASK}(?:do|does|did|is|if|whether) L {_YET}{_HAS} {_ITEM}(?: on it| in it)?",
        rf"(?:on|in) L (?:is|are|do i have|do we have|have i got) (?:there )?{_ITEM}",
        r"(?:(?:please|can you|could you) )*(?:put|bring|pull|throw) L (?:up|on (?:the|my) screen)",
    ),
)
"""Questions whether something is on a list."""

COMMANDS: Final = (
    *_forms(
        "ListDelete",
        rf"{_OPEN}(?:{_REMOVE}|{_DELETE}) (?P<all>(?:{_ALL} )+)"
        r"(?:from|on|in|of|off|out of) L",
        r"(?:[a-z]+ )?nothing (?:should be |is to be )?(?:left )?(?P<all>on|in) L",
        rf"{_OPEN}(?:want|need|like) L (?:to be )?(?P<all>empty|emptied|cleared|blank|clean|wiped)",
    ),
    *_forms(
        "ListRemove",
        rf"{_OPEN}{_REMOVE} {_ITEM} (?:{_OFF}|on|in|of|at) L",
        rf"{_OPEN}{_REMOVE} (?:{_OFF}|on|in) L(?: {_ITEM})?",
        rf"{_OPEN}{_NOT} {_OPEN}(?:need|want|keep|have|leave|put|add|like|include|write|see) {_ITEM}"
        r" (?:to be |to stay )?(?:on|onto|in|into|to|from|at) L",
        rf"{_OPEN}(?:from now on )?(?:there (?:should|must|can) be )?(?:no|no more|without|minus)"
        rf" {_ITEM} (?:on|in|from|off) L",
        rf"{_ITEM} (?:is|are|should|must|can|could|does|do|needs?)(?:n 't| 't| not| no longer| no more)"
        rf" {_STAY}(?:on|in|from|for) L",
        rf"L (?:[a-z]+ (?:'t|not)|no longer) (?:needs?|have|contain|include|say) {_ITEM}"
        r"(?: on it| in it)?",
        rf"(?:{_OUGHT} )?{_ITEM} (?:{_OUGHT} )?(?:come|go|be|get) (?:{_GONE} )?{_OFF} L",
        rf"{_OPEN}(?:have|want|need|like) {_ITEM} (?:to be )?{_GONE} {_OFF} L",
        rf"{_ITEM} {_OUGHT} (?:be |get )?{_GONE} {_OFF} L",
        rf"L {_THEN}{_REMOVE} {_ITEM}",
        rf"{_OPEN}{_ANY} (?:(?:in|into|on|through|at|over) )?L (?:and|to|then|and then) {_REMOVE}"
        rf" {_ITEM}(?: (?:off|out|{_OFF} (?:it|there)))?",
        rf"{_OPEN}{_ANY} (?:(?:in|into|on|through|at|over) )?L for {_ITEM} and {_REMOVE}"
        r" (?:it|them|that|those)(?: off| out)?",
        rf"{_OPEN}(?:mark|set|check|tick|note|count) {_ITEM} (?:off )?(?:as|to) {_DONE} (?:on|in|from) L",
        rf"{_SINCE}{_WE_HAVE}{_DONE} {_ITEM} {_THEN}{_REMOVE} (?:it|them|that|those) (?:off|out|{_OFF} L)",
        rf"{_SINCE}{_ITEM} {_BE} {_ALREADY}{_DONE} {_THEN}{_REMOVE} (?:it|them|that|those) (?:off |out )?{_OFF} L",
        rf"{_ITEM} {_BE} {_ALREADY}(?:on|in) L{_MISTAKEN} {_NOR_NEEDED}",
        rf"(?:i|we) (?:have |'ve )?(?:accidentally |mistakenly |wrongly )?(?:put|added|wrote|noted|entered|have|got)"
        rf" {_ITEM} (?:down )?(?:{_ONTO}|on|in) L{_MISTAKEN} {_NOR_NEEDED}",
    ),
    *_forms(
        "ListDelete",
        rf"{_OPEN}{_DELETE} {_AWAY}L"
        r"(?: (?:out|off|away|clean|from here|out of here))?",
        rf"{_OPEN}{_NOT} {_OPEN}(?:need|want|use|care about|keep|have)(?: to (?:see|have|keep|use))? L",
        rf"{_OPEN}{_NOT} want to (?:see|hear|have|keep|use) L",
        rf"(?:there {_BE} |(?:i|we) have )?no (?:more )?(?:need|use|reason) (?:for|of|to keep) L",
        rf"{_OPEN}(?:want|need|like|get|have) L (?:to be )?(?:{_GONE}|out of here|thrown out)",
        rf"{_OPEN}(?:'ve |have )?(?:done|finished|through) (?:with|using) L"
        rf"(?:{_WHEN} {_THEN}{_DELETE}(?: it| that)?)?",
        rf"L {_BE}(?: (?!to |not |never |on )[a-z]+){{1,4}} {_THEN}{_DELETE}(?: it| that| this)?",
        r"L (?:removal|deletion)",
        rf"{_OPEN}(?:take|get|pull|bring|delete|remove) L (?:off|out of|from) (?:(?:my|our|the|this) )?"
        r"(?:phone|device|account|app|system|memory|here|there)",
        rf"L {_OUGHT} (?:be {_GONE}|go(?: away)?|disappear)",
        rf"{_OUGHT} L (?:be|get) {_GONE}",
    ),
    *_forms(
        "ListCreate",
        rf"{_OPEN}{_MAKE} {_FOR_US}L{_WITH}",
    ),
    *_forms(
        "ListAdd",
        rf"{_WANTED} {_ITEM} (?:on|to|in) L {_THEN}{_ADD} (?:it|them|that|those)",
        rf"{_WANTED} {_ITEM} {_THEN}{_ADD} (?:it|them|that|those) (?:down )?(?:{_ONTO}|on|in) L",
        rf"{_OPEN}{_ADD} {_ITEM} (?:{_ONTO}|(?:down )?(?:on|in|for|under)) L",
        rf"{_OPEN}{_ADD} (?:{_ONTO}|on|in|for|under) L(?: {_ITEM})?",
        rf"{_OPEN}(?:need|want|like|have|see|use) {_ITEM} (?:to be )?(?:{_NOTED} )?"
        r"(?:to|on|onto|in|into|for) L",
        rf"{_ITEM} (?:needs? to|should|must|has to|have to|ought to|got to) (?:be|go|get) (?:{_NOTED} )?"
        r"(?:to|on|onto|in|into) L",
        rf"(?:can|could|should|may) {_ITEM} (?:be|get|go) (?:{_NOTED} )?(?:to|on|onto|in|into) L",
        rf"{_OPEN}remind me (?:on|in|with|by|through) L (?:to|about) {_ITEM}",
        rf"{_OPEN}{_ANY} (?:(?:in|into|on|at|over) )?L (?:and|to|then|and then) {_ADD} {_ITEM}"
        rf"(?: (?:{_ONTO}|on|in) (?:it|there))?",
        rf"(?:to|on|onto|in|into|for|open|update) L {_THEN}{_ADD} {_ITEM}",
        rf"L {_ALSO}(?:{_ADD}|needs|need|have|use) (?:to have )?{_ITEM}",
        rf"{_A_THING} (?:for|to|on|in) L (?:(?:is|are|should be|will be) )?{_ITEM}",
        rf"{_ALSO}(?:one more|another|a new|new|extra)"
        r" (?:item|thing|entry|task)(?: to (?:add|put|go))? (?:for|to|on|in) L",
        rf"{_OPEN}(?:extend|expand|update|fill|supplement|enlarge|complete|modify|change|edit) L"
        rf" (?:with|by|to include|by adding|and add) {_ITEM}",
    ),
)
"""Commands with a verb that is known."""

OF_A_NEW_LIST: Final = (
    *_forms(
        "ListCreate",
        rf"{_OPEN}{_OPENING} {_FOR_US}L{_WITH}",
        rf"{_OPEN}(?:get|have|need|want|like|give me|give us|take|take down|use|note down) (?:me |us )?L"
        r"(?: (?:made|going|started|created|set up|ready|prepared|done))?",
        rf"{_OPEN}{_ANY} {_FOR_US}L",
    ),
)
"""What is said of "a list" or "another list"."""

BY_THEIR_JOINT: Final = (
    *_forms("ListRemove", rf"{_OPEN}{_ANY} {_ITEM} {_OFF} L"),
    *_forms("ListAdd", rf"{_OPEN}{_ANY} {_ITEM} {_ONTO} L"),
)
"""Commands with any verb: what is done is said by "off" or "onto"."""

WITHOUT_A_VERB: Final = (
    *_forms("ListRemove", rf"{_MORE}{_ITEM} {_OFF} L"),
    *_forms("ListRemove", rf"{_OPEN}{_REMOVE} L {_ITEM}"),
    *_forms("ListAdd", rf"{_OPEN}{_ADD} L {_ITEM}"),
    *_forms("ListRemove", rf"{_ITEM} {_REMOVE} (?:{_OFF}|on|in) L"),
    *_forms("ListAdd", rf"{_ITEM} {_ADD} (?:{_ONTO}|on|in) L"),
    *_forms("ListAdd", rf"{_MORE}{_ITEM} (?:for|to|onto|into|on) L"),
)
"""What is done is said by the joint alone: "more milk for my list"."""

BESIDE_OTHER_WORDS: Final = (
    *_forms(
        "ListRemove",
        rf"{_OPEN}{_REMOVE} (?:{_IT}|{_ITEM}) (?:{_OFF}|on|in) L",
        rf"{_OPEN}{_REMOVE} {_OFF} L",
    ),
    *_forms(
        "ListDelete",
        rf"{_OPEN}{_DELETE} L",
        rf"(?:so )?(?:i|we) (?:really )?{_NOT} (?:need|want|have any use for) L",
    ),
    *_forms(
        "ListAdd",
        rf"{_OPEN}{_ADD} (?:{_IT}|{_ITEM}) (?:{_ONTO}|on|in|for|under) L",
        rf"{_OPEN}{_ADD} {_ONTO} L",
        rf"{_ONTO} L {_ADD} {_ITEM}",
    ),
    *_forms("ListShow", rf"{_OPEN}(?:show|read|tell|open|give) (?:me |us |out )*(?:what is on )?L"),
)
"""Commands that something else is said beside, in the same breath."""

A_NEW_LIST_BESIDE: Final = (
    *_forms(
        "ListCreate",
        rf"{_OPEN}(?:(?:i |we )?(?:need|want|would like|'d like|'ll need) |{_MAKE} (?:me |us )?)L",
    ),
)
"""The same of "a list" or "another list"."""
