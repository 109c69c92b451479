"""Korean as it is said in the south, by the old and on a keyboard, in standard endings."""

import pytest

from assistant.language.words.korean_dialect import in_standard_korean


@pytest.mark.parametrize(
    ("said", "standard"),
    [
        ("세제 하나 주문해 도", "세제 하나 주문해 줘"),
        ("휴지 좀 시켜 도고", "휴지 좀 시켜 줘"),
        ("세제 쪼매만 시키 주소", "세제 좀 시켜 주소"),
        ("쌀 떨어졌다 아이가 한 포대 시키라", "쌀 떨어졌다 한 포대 시켜"),
        ("첫 번째로 하이소", "첫 번째로 해 주세요"),
        ("택배 언제 오노", "택배 언제 와"),
        ("이거 얼마고", "이거 얼마야"),
        ("간장이 다 떨어져 부렀네 하나 시켜부러라", "간장이 다 떨어져 버렸네 하나 시켜"),
        ("커피 떨어졌응께 하나 시켜 줘잉", "커피 떨어졌으니까 하나 시켜 줘"),
        ("식초가 읎네 하나 사 줘유", "식초가 없네 하나 사 줘요"),
        ("물티슈주문ㅎㅎ", "물티슈주문"),
        ("생수좀 시켜주세용", "생수좀 시켜주세요"),
        ("휴지 떨어짐 주문 좀", "휴지 떨어졌어 주문 좀"),
        ("커피 있잖아, 그거 시켜 줘", "커피 시켜 줘"),
        ("세제 그거 말이야 다시 주문해 줘", "세제 다시 주문해 줘"),
        ("마 두유 하나 시키라", "두유 하나 시켜"),
        ("마 하나 시키라", "마 하나 시켜"),
        ("아따 세제 하나 시켜 줘", "세제 하나 시켜 줘"),
        ("고추장 적어라 잉", "고추장 적어라"),
        ("목록에서 두부 지워뿌라", "목록에서 두부 지워"),
    ],
)
def test_only_the_ending_changes(said: str, standard: str) -> None:
    assert in_standard_korean(said) == standard


@pytest.mark.parametrize(
    "text",
    ["우유", "두유", "포도", "그래도", "이 세제 써도", "고구마 사고", "오소리", "쇼핑", "아이가 우유를 쏟았다", "ㅋㅋ", "우유 있지", "집에 우유 있잖아 마셔"],
)  # fmt: skip
def test_what_only_ends_alike_stays(text: str) -> None:
    assert in_standard_korean(text) == text
