import pytest

from assistant.language.words.korean import agrees, final, particle


@pytest.mark.parametrize(
    ("word", "form", "expected"),
    [
        ("세제", "을", "를"),
        ("쇼팽", "를", "을"),
        ("서울", "으로", "로"),
        ("부산", "로", "으로"),
        ("커피", "이", "가"),
        ("물", "가", "이"),
        ("타이드(Tide)", "은", "는"),
        ("3", "을", "을"),
        ("2", "을", "를"),
        ("녹턴", "이에요", "이에요"),
        ("노래", "이에요", "예요"),
        ("", "를", "를"),
    ],
)
def test_the_particle_fits_the_last_sound(word: str, form: str, expected: str) -> None:
    assert particle(word, form) == expected


def test_agreement_tells_a_particle_from_a_syllable() -> None:
    assert agrees("제", "를")
    assert not agrees("가", "을")
    assert agrees("가", "도")


def test_other_scripts_end_in_a_vowel() -> None:
    assert final("ボ") == 0
