"""A near name is offered only where it may be meant."""

import pytest

from assistant.language.names.plausible import plausible

WINDEX = ("Windex Original Glass Cleaner 23 ounces", "windex original glass cleaner", "windex")
SUSHI_RICE = ("Botan Calrose Rice 15 pounds", "botan calrose rice", "sushi rice", "rice")
DETERGENT = ("Tide Pods 81 count", "tide pods", "laundry detergent", "detergent")
DOG_FOOD = (
    "퓨리나 프로플랜 닭고기 강아지 사료 15.9킬로그램",
    "퓨리나 강아지 사료",
    "강아지 사료",
    "사료",
)
COFFEE = ("Lavazza Super Crema Coffee Beans 1 kilogram", "coffee beans", "coffee")


@pytest.mark.parametrize(
    ("phrase", "names", "brand"),
    [
        ("wine", WINDEX, "Windex"),
        ("car", ("Kleenex Trusted Care Tissues 8 boxes", "tissues", "kleenex"), "Kleenex"),
        ("sushi", SUSHI_RICE, "Botan"),
        ("강아지", DOG_FOOD, "퓨리나"),
        ("강아지를", DOG_FOOD, "퓨리나"),
        ("bike", ("Starbucks Pike Place Coffee Beans 28 ounces", "coffee beans"), "Starbucks"),
        ("phone", ("Anker 30 Watt Charger", "phone charger", "charger"), "Anker"),
        ("두통", DETERGENT, "Tide"),
        ("커튼", COFFEE, "Lavazza"),
        ("gin", ("Nongshim Shin Ramyun 5 pack", "shin ramyun", "ramyun"), "Nongshim"),
    ],
)
def test_what_is_only_near_is_not_meant(phrase: str, names: tuple[str, ...], brand: str) -> None:
    assert not plausible(phrase, names, (brand,))


@pytest.mark.parametrize(
    ("phrase", "names", "brand"),
    [
        ("rewarded detergent", DETERGENT, "Tide"),
        ("tie depods", DETERGENT, "Tide"),
        ("tied", DETERGENT, "Tide"),
        ("botan", SUSHI_RICE, "Botan"),
        ("brown rice", SUSHI_RICE, "Botan"),
        ("crema", COFFEE, "Lavazza"),
        ("super crema", COFFEE, "Lavazza"),
        ("windows glass cleaner", WINDEX, "Windex"),
        ("사료", DOG_FOOD, "퓨리나"),
        ("강아지사료", DOG_FOOD, "퓨리나"),
        ("퓨리나를", DOG_FOOD, "퓨리나"),
        ("세재", ("타이드 팟 81개입", "빨래 세제", "세제"), "타이드"),
        ("세제", ("테크 3킬로그램", "세탁세제"), "테크"),
        ("the 81 count one", DETERGENT, "Tide"),
        ("타이드", DETERGENT, "Tide"),
        ("라바짜를", COFFEE, "Lavazza"),
        ("purina", DOG_FOOD, "퓨리나"),
    ],
)
def test_what_is_misheard_or_said_in_part_may_be_meant(
    phrase: str, names: tuple[str, ...], brand: str
) -> None:
    assert plausible(phrase, names, (brand,))


@pytest.mark.parametrize("phrase", ["", "12", "!", "the"])
def test_what_says_nothing_is_left_to_others(phrase: str) -> None:
    assert isinstance(plausible(phrase, DETERGENT), bool)
    assert not plausible("zorblatt", (), ())
