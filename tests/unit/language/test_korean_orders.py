"""Korean orders whose parts stand behind the name in any order, put as the sentences have them."""

import pytest

from assistant.language.orders.korean import in_order

KNOWN = {
    *("우유", "세제", "오렌지 주스", "커피", "요거트", "플레인", "버터", "빵", "라면", "매운 라면", "샴푸"),
    *("물", "달걀", "김치", "콜라", "밀가루", "설탕", "포도", "두유", "햇반", "섬유유연제", "물티슈", "계란"),
}  # fmt: skip


def fits(phrase: str) -> float:
    return 1.0 if phrase in KNOWN else 0.7 if phrase == "플레인요거트" else 0.3


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("세제 작은 거 말고 큰 거로 주문해 줘", "큰 세제 주문해 줘"),
        ("오렌지 주스 큰 거 하나 시켜 봐", "큰 오렌지 주스 하나 주문해 줘"),
        ("제일 싼 샴푸로 아무거나 하나 주문해 줘", "제일 싼 샴푸 하나 주문해 줘"),
        ("커피 만 원 안 넘는 걸로 하나 시켜 줘", "만 원 이하 커피 하나 주문해 줘"),
        ("샴푸 만 오천 원까지만 하나 주문해", "만 오천 원 이하 샴푸 하나 주문해 줘"),
        ("라면은 매운 걸로 다섯 개 시켜 줘", "매운 라면 다섯 개 주문해 줘"),
        ("요거트 플레인으로 네 개 시켜 줘", "플레인요거트 네 개 주문해 줘"),
        ("달걀 열 개짜리 두 판 시켜 주라", "달걀 10개입 두 판 주문해 줘"),
        (
            "밀가루 일 킬로짜리랑 설탕 한 봉지요 주문해 줘",
            "밀가루 1킬로하고 설탕 한 봉지 주문해 줘",
        ),
        ("빵이요 아 그리고 버터도요 주문해 줘", "빵하고 버터 주문해 줘"),
        ("아무 우유나 하나 시켜 줘", "우유 하나 주문해 줘"),
        ("음 그 버터 버터 하나 시켜 줘", "버터 하나 주문해 줘"),
        ("아까 그 우유 하나만 더 시켜 줘", "우유 하나 주문해 줘"),
        ("물 좀 배달시켜", "물 주문해 줘"),
        ("포도 하나 시켜 줘", "포도 하나 주문해 줘"),
        ("하나 시켜 줘 샴푸", "샴푸 하나 주문해 줘"),
        ("세제 사 주세요 큰 거요", "큰 세제 주문해 줘"),
        ("제일 싼 걸로 주문해 줘 우유 하나", "제일 싼 우유 하나 주문해 줘"),
        (
            "우유 두 개 계란 한 판 빵 하나 시켜 줘",
            "우유 두 개하고 계란 한 판하고 빵 하나 주문해 줘",
        ),
        ("내가 늘 먹는 걸로 우유 하나 시켜 줘", "늘 사던 우유 하나 주문해 줘"),
        ("하나 더 시켜 줘 저번에 산 세제", "늘 사던 세제 하나 주문해 줘"),
        ("지난번하고 같은 걸로 세제 시켜 줘", "늘 사던 세제 주문해 줘"),
    ],
)
def test_each_part_is_put_in_its_place(said: str, plain: str) -> None:
    (put,) = in_order(said, fits)
    assert put.text == plain
    assert put.sure


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("김치 큰 거로 두 개 쟁여 놓자", "큰 김치 두 개 주문해 줘"),
        ("콜라 오백 밀리 세 개 사야겠다", "콜라 500밀리 세 개 주문해 줘"),
        ("물티슈 캡형으로 열 팩만 주문해 줘", "물티슈 열 팩 주문해 줘"),
        ("두유 카드로 주문해 줘", "두유 주문해 줘"),
        ("우유 두 개 보내 줘", "우유 두 개 주문해 줘"),
        ("엄마가 계란 사래", "계란 주문해 줘"),
        ("우유 두 개 배달해 드려요", "우유 두 개 주문해 줘"),
        ("할머니가 두유 한 박스 시켜 달라고 하시네", "두유 한 박스 주문해 줘"),
    ],
)
def test_what_is_only_wished_or_not_wholly_understood_is_not_sure(said: str, plain: str) -> None:
    (put,) = in_order(said, fits)
    assert put.text == plain
    assert not put.sure


@pytest.mark.parametrize(
    "said",
    ["우유 시켰어", "우유 사 왔어", "우유를 사는데", "우유 사지 마", "목록에 우유 담아 줘", "주문해 줘", "우유 취소해 줘", "김치 좀 담아 줘", "우유 챙겨 줘", "사진 좀 보내 줘"],
)  # fmt: skip
def test_other_words_are_no_order(said: str) -> None:
    assert list(in_order(said, fits)) == []
