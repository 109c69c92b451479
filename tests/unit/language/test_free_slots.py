"""What a free slot may not be, in Korean syllables."""

import pytest

from assistant.language.reading.limits import Limits
from assistant.language.templates.files import Wildcard
from assistant.language.words.normalise import tokens

LIMITS = Limits(Wildcard(without=["시", "일", "목록"]), "ko")


@pytest.mark.parametrize("said", ["소시지", "마시멜로", "일회용 접시", "요일제"])
def test_a_syllable_within_another_word_is_not_that_word(said: str) -> None:
    assert LIMITS.allow(tokens(said, "ko"))


@pytest.mark.parametrize("said", ["세 시", "세시에", "열두시", "이십일", "일 정리", "살목록표"])
def test_the_word_itself_is_found_behind_a_number_and_before_a_particle(said: str) -> None:
    assert not LIMITS.allow(tokens(said, "ko"))
