import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.core.settings import PROJECT
from assistant.language.matching.match import Matcher
from assistant.language.templates.sentences import Sentences

ENGLISH = Matcher(Sentences.load(PROJECT / "intents", "en"))
KOREAN = Matcher(Sentences.load(PROJECT / "intents", "ko"))

WORDS = [
    "order",
    "reorder",
    "play",
    "stop",
    "detergent",
    "two",
    "bottles",
    "of",
    "the",
    "by",
    "on",
    "spotify",
    "add",
    "to",
    "my",
    "list",
    "alexa",
    "please",
    "rate",
    "five",
    "stars",
    "out",
    "세제",
    "를",
    "주문해",
    "줘",
    "틀어",
    "줘",
    "두",
    "통",
    "쇼팽",
    "노래",
    '"',
    "'",
    "!",
    "?",
    ",",
    ".",
    "\u202e",
    "😀",
    "\x00",
    "1000000",
]


@settings(max_examples=60)
@given(st.text(max_size=500))
def test_no_text_is_too_strange(text: str) -> None:
    for matcher in (ENGLISH, KOREAN):
        assert matcher.understand(text).ms >= 0


@settings(max_examples=80)
@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_no_heap_of_our_own_words_is_too_strange(words: list[str]) -> None:
    for matcher in (ENGLISH, KOREAN):
        understood = matcher.understand(" ".join(words))
        if understood.intent is not None:
            assert understood.intent.name


@pytest.mark.parametrize(
    "text",
    [
        "order detergent " * 2000,
        "play " * 79,
        "by from of on " * 28,
        "the song by the song by " * 16,
        "세제를 주문해 줘 " * 2000,
        "노래 " * 130,
        "\u202eorder detergent\x00\x07\U0001f600" * 3,
        "\ud800",
        "ᄉ" * 300,
    ],
)
def test_long_and_broken_texts_are_survived(text: str) -> None:
    for matcher in (ENGLISH, KOREAN):
        assert matcher.understand(text).ms < 5000


def test_a_long_text_is_not_a_command() -> None:
    assert ENGLISH.understand("order detergent " + "please " * 100).intent is None


def test_emoji_control_characters_and_case_do_not_matter() -> None:
    for text in (
        "ORDER Detergent",
        "order\tdetergent\n",
        "order detergent \U0001f600",
        "\u202aorder detergent",
    ):
        intent = ENGLISH.understand(text).intent
        assert intent is not None
        assert intent.name == "Order"


def test_decomposed_hangul_is_hangul() -> None:
    import unicodedata  # noqa: PLC0415 - one test

    intent = KOREAN.understand(unicodedata.normalize("NFD", "세제를 주문해 줘")).intent
    assert intent is not None
    assert intent.value("product") == "세제"


def test_the_best_reading_wins_not_the_first() -> None:
    intent = ENGLISH.understand("play the album Thriller by Michael Jackson").intent
    assert intent is not None
    assert {name: slot.value for name, slot in intent.slots.items()} == {
        "album": "Thriller",
        "artist": "Michael Jackson",
    }


def test_a_phrase_that_the_sentence_does_not_explain_is_less_sure() -> None:
    bare = ENGLISH.understand("play Chopin").intent
    said = ENGLISH.understand("play music by Chopin").intent
    assert bare is not None
    assert said is not None
    assert bare.slots["artist"].score < said.slots["artist"].score


def test_money_is_not_spent_where_something_else_was_said_as_well() -> None:
    assert ENGLISH.understand("Purple is a colour. Order detergent.").intent is None
    because = ENGLISH.understand("I was at the shop. Order detergent.").intent
    assert because is None  # this matcher knows no shop: only what is sold is asked about
    thanked = ENGLISH.understand("Thank you! Order detergent.").intent
    assert thanked is not None
    assert thanked.name == "Order"


def test_a_quoted_name_is_one_name() -> None:
    intent = ENGLISH.understand('play "Stop in the Name of Love by Chance"').intent
    assert intent is not None
    assert next(iter(intent.slots.values())).value == "Stop in the Name of Love by Chance"


@pytest.mark.parametrize(
    ("text", "product"), [("가을을 주문해 줘", "가을"), ("가을 주문해 줘", "가을")]
)
def test_a_syllable_is_a_particle_only_where_it_fits(text: str, product: str) -> None:
    intent = KOREAN.understand(text).intent
    assert intent is not None
    assert intent.value("product") == product


def test_words_beside_a_command_are_no_slot_and_make_it_less_sure() -> None:
    said = "i forgot to put cheese on my grocery list so please do it"
    found = ENGLISH.understand(said).intent
    assert found is not None
    assert found.name == "ListAdd"
    assert {name: slot.text for name, slot in found.slots.items()} == {
        "item": "cheese",
        "list": "grocery",
    }
    assert found.score < 1


def test_nothing_is_misheard_beside_words_that_mean_nothing() -> None:
    assert ENGLISH.understand("my uncle told me to poot the blame on his lisp").intent is None


def test_a_brand_or_a_seller_is_believed_only_where_there_is_one() -> None:
    shop = Matcher(
        Sentences.load(PROJECT / "intents", "en"),
        {"tide", "milk"}.__contains__,
        brand={"gain"}.__contains__,
        seller={"homewell"}.__contains__,
    )

    def meant(text: str) -> str | None:
        intent = shop.understand(text).intent
        return intent.name if intent else None

    assert meant("compare tide and gain") == "Compare"
    assert meant("is tide any better than loss") is None
    assert meant("does homewell have milk") == "WhoSells"
    assert meant("does john have milk") is None
