import json

from assistant.speech.grammar import Phrases, agreement, build_grammar, letters, pieces, similarity

KNOWN = ["시티투어버스", "시티", "를", "세제", "주문", "해", "줘", "play", "chopin"]


def find_word(word: str) -> int:
    return KNOWN.index(word) if word in KNOWN else -1


def test_unknown_words_are_split_into_the_longest_known_pieces() -> None:
    assert pieces("시티투어버스를", find_word) == ("시티투어버스", "를")
    assert pieces("주문해줘", find_word) == ("주문", "해", "줘")
    assert pieces("맥주", find_word) == ()


def test_a_grammar_tells_what_it_split_and_lost() -> None:
    grammar = build_grammar(["세제 주문해줘!", "세제 주문해 줘.", "Play Chopin", "맥주"], find_word)
    assert json.loads(grammar.json) == ["세제 주문 해 줘", "play chopin"]
    assert grammar.split == {"주문해줘": ("주문", "해", "줘"), "주문해": ("주문", "해")}
    assert grammar.lost == ("맥주",)


def test_a_model_that_knows_the_unknown_gets_it() -> None:
    grammar = build_grammar(["play"], lambda word: 1 if word in {"play", "[unk]"} else -1)
    assert grammar.phrases == ("play", "[unk]")


def test_near_sounds_are_near_as_letters() -> None:
    assert similarity(letters("세제 주문"), letters("세재주문")) > 0.85
    assert similarity(letters("세제 주문"), letters("화요일에 비")) < 0.5


def test_a_sentence_with_another_known_name_is_as_near() -> None:
    phrases = Phrases.of(["세제 주문해 줘"], ["세제", "휴지"])
    assert phrases.nearest("휴지 주문 해 줘") == 1.0
    assert phrases.nearest("오늘 날씨가 좋네요") < 0.6


def test_what_the_free_decoding_does_not_hear_is_not_agreed() -> None:
    phrases = Phrases.of(["세제 주문해 줘"], ["세제"])
    nearest = phrases.nearest("세제 주문 해 줘")
    heard = agreement("세제 주문 해 줘", "세제 주문 했어", nearest, 1.0)
    forced = agreement("세제 주문 해 줘", "어제 친구를 만났습니다", nearest, 1.0)
    assert heard > 0.8
    assert forced < 0.65


def test_words_strung_together_mean_the_sentence_both_decodings_come_near_to() -> None:
    phrases = Phrases.of(
        ["세제 주문해 줘", "주문 취소해 줘"],
        ["세제", "커피"],
        carriers=["□ 주문해 줘", "주문 취소해 줘"],
    )
    text, near = phrases.meant("커피 주문 해 조 와", "커피 주문해 죠")
    assert text == "커피 주문해 줘"
    assert near > 0.7
    assert phrases.meant("주문 취소 해 조 와", "주문 취소 죠")[0] == "주문 취소해 줘"
    assert phrases.meant("세제 취소 커피", "오늘 날씨가 좋네요")[1] < 0.5
    assert Phrases.of([]).meant("세제", "세제") == ("세제", 0.0)


def test_usual_sentences_are_sentences_too() -> None:
    assert Phrases.of(["그만"], usual=["멈춰", "멈춰"]).sentences == ("멈춰", "그만")
