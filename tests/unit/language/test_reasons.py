"""A reason beside a command: passed over where it is one, and never a way to buy by chatter."""

import pytest

from assistant.core.settings import PROJECT, Language
from assistant.language.intent import Intent
from assistant.language.matching.match import Matcher
from assistant.language.matching.reasons import BESIDE_A_REASON, Reasons
from assistant.language.templates.compiler import Compiled
from assistant.language.templates.sentences import Sentences
from assistant.language.words.normalise import tokens

SOLD = {"coffee", "cheerios", "milk", "dog food", "vinegar", "커피", "쌀", "시리얼", "세제"}
MATCHERS: dict[Language, Matcher] = {
    language: Matcher(Sentences.load(PROJECT / "intents", language), lambda said: said in SOLD)
    for language in ("en", "ko")
}


def understood(text: str, language: Language) -> Intent | None:
    return MATCHERS[language].understand(text).intent


@pytest.mark.parametrize(
    ("language", "text", "product"),
    [
        ("en", "the kids are out of cereal can you get cheerios", "cheerios"),
        ("en", "The coffee is gone, order coffee.", "coffee"),
        ("en", "the dog ate the last of it order dog food", "dog food"),
        ("en", "we have guests tonight order two bottles of vinegar", "vinegar"),
        ("en", "order coffee because we have none", "coffee"),
        ("ko", "엄마 쌀 떨어졌대 쌀 하나 시켜줘", "쌀"),
        ("ko", "애들 시리얼 떨어졌는데 시리얼 주문 좀", "시리얼"),
        ("ko", "세제 다 썼어 세제 주문해줘", "세제"),
        # among words that say nothing
        ("en", "i actually really need to order coffee", "coffee"),
        ("ko", "커피 진짜로 주문해 줘", "커피"),
    ],
)
def test_what_is_wanted_with_something_beside_is_asked_about(
    language: Language, text: str, product: str
) -> None:
    intent = understood(text, language)
    assert intent is not None
    assert (intent.name, intent.value("product")) == ("Order", product)
    assert intent.score <= BESIDE_A_REASON


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "mute the actually microphone"), ("ko", "예산 진짜 없애 줘")],
)
def test_what_lasts_is_said_word_for_word(language: Language, text: str) -> None:
    assert understood(text, language) is None


def test_nothing_unknown_is_bought_among_words_that_say_nothing() -> None:
    assert understood("i actually really need to order a taxi", "en") is None


@pytest.mark.parametrize(
    ("language", "text", "name", "slots"),
    [
        ("en", "i'm cooking play rock", "PlayMusic", {"genre": "rock"}),
        ("en", "turn it down the baby is sleeping", "VolumeDown", {}),
        ("en", "turn it down so the baby can sleep", "VolumeDown", {}),
        ("en", "i don't like that song turn it off", "Stop", {}),
        ("en", "mom says add eggs to the list", "ListAdd", {"item": "eggs"}),
        ("en", "before i forget put tape on the list", "ListAdd", {"item": "tape"}),
        ("en", "my order hasn't come yet, where is it?", "OrderStatus", {}),
        ("en", "send back the vinegar, it was broken", "ReturnOrder", {"ordered": "vinegar"}),
        ("ko", "주문한 거 아직도 안 왔는데 어디쯤이야?", "OrderStatus", {}),
        ("ko", "우유가 상했는데 반품하고 싶어", "ReturnOrder", {}),
        ("ko", "너무 시끄러워 소리 줄여줘", "VolumeDown", {}),
        ("ko", "아기 자니까 소리 좀 줄여", "VolumeDown", {}),
    ],
)
def test_what_costs_nothing_is_done(
    language: Language, text: str, name: str, slots: dict[str, str]
) -> None:
    intent = understood(text, language)
    assert intent is not None
    assert (intent.name, {each: intent.value(each) for each in intent.slots}) == (name, slots)


@pytest.mark.parametrize(
    ("language", "text", "slots"),
    [
        ("en", "play some jazz because the guests are here", {"genre": "jazz"}),
        ("ko", "손님이 오니까 재즈 틀어줘", {"genre": "재즈"}),
        ("ko", "비 오는데 쇼팽 틀어줘", {"artist": "쇼팽"}),
        ("ko", "생일이라서 그러는데 목록에 케이크 넣어줘", {"item": "케이크"}),
        ("ko", "할머니 오신대 목록에 떡 추가해", {"item": "떡"}),
        ("en", "play because you loved me", {"track": "because you loved me"}),
        ("en", "play somebody that i used to know", {"track": "somebody that i used to know"}),
    ],
)
def test_a_name_takes_up_no_reason_but_may_be_one(
    language: Language, text: str, slots: dict[str, str]
) -> None:
    intent = understood(text, language)
    assert intent is not None
    assert {each: intent.value(each) for each in intent.slots} == slots


@pytest.mark.parametrize("task", ["치과 예약", "청소"])
def test_what_is_to_be_done_is_no_mere_reason_to_note_it(task: str) -> None:
    intent = understood(f"{task}해야 되니까 할 일에 넣어줘", "ko")
    assert intent is not None
    assert (intent.name, intent.value("list"), intent.value("item")) == ("ListAdd", "할 일", task)


@pytest.mark.parametrize(
    ("language", "longest", "before", "word", "reason"),
    [
        ("en", 24, "play", "rock", "because the guests are here"),
        ("ko", 40, "손님이 오니까", "곡", "틀어줘"),
    ],
)
def test_who_says_more_than_a_command_and_a_reason_tells_a_story(
    language: Language, longest: int, before: str, word: str, reason: str
) -> None:
    """As many tokens as are looked at, and one more."""
    reasons = Reasons(Compiled.of(Sentences.load(PROJECT / "intents", language)))

    def parted(count: int) -> bool:
        few = len(tokens(f"{before} {reason}", language))
        text = " ".join([before, *[word] * (count - few), reason])
        said = tokens(text, language)
        assert len(said) == count
        return any(reasons.without(text, said))

    assert parted(longest)
    assert not parted(longest + 1)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "because she told me to order coffee"),
        ("en", "we never order coffee"),
        ("en", "the neighbours always order coffee"),
        ("en", "i heard they order coffee"),
        ("en", "i need to know who might order coffee"),
        ("en", "they are tired order unicorns"),
        ("ko", "커피 주문하라고 해서 주문했어"),
        ("ko", "친구가 커피 시켜 달래"),
        ("ko", "남자친구와 커피 주문했어"),
    ],
)
def test_what_governs_the_rest_is_no_reason_for_it(language: Language, text: str) -> None:
    intent = understood(text, language)
    assert intent is None or intent.name not in {"Order", "Reorder"}


@pytest.mark.parametrize(
    ("text", "name"),
    [("꺼 전화 왔어", "Stop"), ("다음 역에서 내렸어", None), ("조용히 해 할머니 깨시겠다", None)],
)
def test_a_noun_goes_with_the_words_behind_it(text: str, name: str | None) -> None:
    intent = understood(text, "ko")
    assert (None if intent is None else intent.name) == name


@pytest.mark.parametrize(
    ("language", "text"),
    [("ko", "우유 많으니까 주문하지 마"), ("en", "the dog has had enough cancel it")],
)
def test_what_only_the_reason_names_is_not_called_off(language: Language, text: str) -> None:
    assert understood(text, language) is None
