"""How long things last, said as surely as it is known."""

import pytest

from assistant.core.settings import PROJECT, Language
from assistant.language.replies.reply import Replies
from assistant.skills.household.running_out import in_words
from assistant.store.household.run_out import Lasts

NAMES = {"en": "Tide Pods", "ko": "타이드 팟"}


def said(lasts: Lasts, language: Language, *, aloud: bool = False) -> str:
    reply = Replies.load(PROJECT / "intents", language).render(
        "lasts", name=NAMES, **in_words(lasts)
    )
    return reply.speech if aloud else reply.text


@pytest.mark.parametrize(
    ("lasts", "english", "korean"),
    [
        (
            Lasts(9.2, 7.0, 12.0, "levels", 12),
            "Tide Pods lasts about nine more days.",
            "타이드 팟은 9일쯤 더 쓸 수 있어요.",
        ),
        (
            Lasts(9.0, 4.6, 15.0, "levels", 4),
            "Tide Pods lasts between five and 15 more days, most likely nine.",
            "타이드 팟은 5일에서 15일 사이, 아마 9일 더 쓸 수 있어요.",
        ),
        (
            Lasts(30.0, 25.0, 36.0, "purchases", 6),
            "Going by what you buy, Tide Pods lasts about four more weeks.",
            "사신 걸로 보면 타이드 팟은 4주쯤 더 쓸 수 있어요.",
        ),
        (
            Lasts(1.1, 0.9, 1.4, "levels", 40),
            "Tide Pods lasts about one more day.",
            "타이드 팟은 1일쯤 더 쓸 수 있어요.",
        ),
        (
            Lasts(0, 0, 0, "levels", 40),
            "Tide Pods should be used up by now.",
            "타이드 팟은 지금쯤 다 떨어졌을 거예요.",
        ),
        (
            Lasts(3.0, 0.2, 9.0, "levels", 3),
            "Tide Pods lasts between less than one and nine more days, most likely three.",
            "타이드 팟은 하루 남짓에서 9일 사이, 아마 3일 더 쓸 수 있어요.",
        ),
    ],
)
def test_how_long_it_lasts(lasts: Lasts, english: str, korean: str) -> None:
    assert said(lasts, "en") == english
    assert said(lasts, "ko") == korean


def test_korean_numbers_are_read_as_they_are_said() -> None:
    assert "구 일쯤" in said(Lasts(9, 8, 11, "levels", 9), "ko", aloud=True)
    assert "사 주쯤" in said(Lasts(28, 25, 31, "levels", 9), "ko", aloud=True)
