import pytest

from assistant.language.names.resolve import ACCEPTABLE, Candidate, Entry, Resolver

ENTRIES = (
    Entry("tide-81", ("Tide Pods 81 count", "타이드 팟 81개입", "tide pods", "detergent", "세제")),
    Entry("tide-42", ("Tide Pods 42 count", "타이드 팟 42개입", "tide pods", "detergent", "세제")),
    Entry("persil", ("Persil Discs 38 count", "퍼실 디스크 38개입", "detergent", "세제")),
    Entry(
        "almond", ("Almond Breeze Almond Milk 64 ounces", "아몬드 브리즈 1.9리터", "almond milk")
    ),
    Entry("milk", ("House Choice Milk 1 gallon", "하우스 초이스 우유", "milk", "우유")),
    Entry(
        "dish",
        ("Finish Tablets 40 count", "피니시 타블렛", "dishwasher tablets", "식기세척기 세제"),
    ),
    Entry("paste", ("Colgate Toothpaste 4 pack", "콜게이트 치약 4개입", "toothpaste", "치약")),
    Entry(
        "shin", ("Nongshim Shin Ramyun 5 pack", "농심 신라면 5개입", "신라면", "라면", "ramyeon")
    ),
    Entry("grape", ("Fresh Grapes 1 kilogram", "포도 1킬로그램", "grapes", "포도")),
    Entry("chopin", ("Frédéric Chopin", "프레데리크 쇼팽")),
)
RESOLVER = Resolver(ENTRIES)


def best(phrase: str, resolver: Resolver = RESOLVER) -> Candidate:
    return resolver.candidates(phrase)[0]


@pytest.mark.parametrize(
    ("phrase", "entry"),
    [
        ("Tide Pods 81 count", "tide-81"),
        ("tide pods eighty one count", "tide-81"),
        ("TIDE PODS, 42-count!", "tide-42"),
        ("타이드 팟 팔십일 개입", "tide-81"),
        ("타이드팟 42개입", "tide-42"),
        ("almond milk", "almond"),
        ("dish washer tablets", "dish"),
        ("신라면 하나", "shin"),
        ("치약", "paste"),
        ("치약을 좀", "paste"),
        ("우유는", "milk"),
        ("포도", "grape"),
        ("포도도", "grape"),
        ("a grape", "grape"),
        ("frederic chopin", "chopin"),
    ],
)
def test_a_name_said_as_it_is_written_scores_one(phrase: str, entry: str) -> None:
    found = best(phrase)
    assert (found.id, found.score) == (entry, 1.0)


@pytest.mark.parametrize(
    ("phrase", "entry"),
    [
        ("chopin", "chopin"),
        ("쇼팽", "chopin"),
        ("the 81 count one", "tide-81"),
        ("81", "tide-81"),
        ("finish dishwasher tablets", "dish"),
        ("colgate", "paste"),
        ("milk almond", "almond"),
        ("all mond milk", "almond"),
    ],
)
def test_a_part_of_a_name_in_any_order_is_enough(phrase: str, entry: str) -> None:
    found = best(phrase)
    assert found.id == entry
    assert 0.75 < found.score < 1.0


@pytest.mark.parametrize(
    ("phrase", "entry"),
    [
        ("chopping", "chopin"),
        ("detergant", "tide-81"),
        ("ditergent", "tide-81"),
        ("tied pods 42 count", "tide-42"),
        ("tooth paced", "paste"),
        ("새제", "tide-81"),
        ("신나면", "shin"),
        ("치악", "paste"),
    ],
)
def test_a_misheard_name_is_found_but_scores_less(phrase: str, entry: str) -> None:
    found = best(phrase)
    assert found.id == entry
    assert ACCEPTABLE <= found.score < 0.95


@pytest.mark.parametrize(
    "phrase",
    [
        "spaceship",
        "spaceship fuel",
        "unicorn",
        "my homework",
        "비행기",
        "우주선",
        "자동차 열쇠",
        "the moon",
    ],
)
def test_what_is_not_there_is_not_accepted(phrase: str) -> None:
    assert all(found.score < ACCEPTABLE for found in RESOLVER.candidates(phrase))


@pytest.mark.parametrize("phrase", ["", "  ", "...", "🎵", "the", "a a a", "그거 좀", "b"])
def test_nothing_said_means_nothing(phrase: str) -> None:
    assert RESOLVER.candidates(phrase) == []


def test_no_entries_and_no_limit_find_nothing() -> None:
    assert Resolver([]).candidates("milk") == []
    assert Resolver([Entry("silent", ("!",))]).candidates("milk") == []
    assert RESOLVER.candidates("milk", limit=0) == []


def test_a_very_long_phrase_is_cut_not_refused() -> None:
    assert len(RESOLVER.candidates("milk " * 5000, limit=3)) == 3


def test_a_shared_name_is_a_tie() -> None:
    found = RESOLVER.candidates("detergent")
    assert [(c.id, c.score) for c in found] == [("tide-81", 1.0), ("tide-42", 1.0), ("persil", 1.0)]


def test_what_is_bought_wins_a_tie_by_a_clear_margin() -> None:
    bought = [Entry(e.id, e.names, 4.0 if e.id == "persil" else 0.0) for e in ENTRIES]
    first, second, *_ = Resolver(bought).candidates("detergent")
    assert (first.id, first.score) == ("persil", 1.0)
    assert second.score < 0.9


def test_two_that_are_bought_as_often_still_tie() -> None:
    bought = [Entry(e.id, e.names, 4.0 if e.id.startswith("tide") else 0.0) for e in ENTRIES]
    first, second, third = Resolver(bought).candidates("세제")
    assert {first.id, second.id} == {"tide-81", "tide-42"}
    assert first.score == second.score > third.score


def test_a_habit_does_not_overrule_a_name_that_was_said_in_full() -> None:
    bought = [Entry(e.id, e.names, 5.0 if e.id in {"almond", "tide-81"} else 0.0) for e in ENTRIES]
    resolver = Resolver(bought)
    assert best("milk", resolver).id == "milk"
    assert best("persil discs", resolver).id == "persil"
    assert best("tide pods 42 count", resolver).id == "tide-42"


def test_a_habit_does_not_make_noise_acceptable() -> None:
    bought = [Entry(e.id, e.names, 5.0) for e in ENTRIES]
    assert all(c.score < ACCEPTABLE for c in Resolver(bought).candidates("spaceship"))


def test_a_size_that_is_not_there_is_not_taken_for_another() -> None:
    assert all(c.score < ACCEPTABLE for c in RESOLVER.candidates("tide pods 60 count"))


def test_a_bare_number_chooses_among_few_but_not_among_many() -> None:
    packs = [Entry(f"p{n}", (f"Paper {n} 12 pack",)) for n in ("towels", "plates", "cups")]
    assert Resolver(packs).candidates("12") == []
    assert best("42").id == "tide-42"


def test_a_word_that_is_everywhere_says_nothing() -> None:
    house = [Entry(f"p{n}", (f"House Choice {chr(97 + n) * 5}",), 5.0) for n in range(25)]
    assert Resolver(house).candidates("a house") == []
    assert best("house choice ccccc", Resolver(house)).id == "p2"


def test_words_of_several_names_of_one_entry_go_together() -> None:
    diapers = [
        Entry("one", ("Pampers Swaddlers Size 1 84 count", "diapers")),
        Entry("two", ("Pampers Swaddlers Size 2 74 count", "diapers")),
    ]
    found = best("pampers diapers size two", Resolver(diapers))
    assert found.id == "two"
    assert found.score > 0.75


def test_a_candidate_names_what_matched() -> None:
    assert best("almond milk").name == "almond milk"
    assert best("쇼팽").name == "프레데리크 쇼팽"


def test_scores_never_rise_down_the_list() -> None:
    for phrase in ("tide", "milk", "세제", "paste", "count"):
        scores = [found.score for found in RESOLVER.candidates(phrase, limit=20)]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)


@pytest.mark.parametrize(
    ("heard", "meant", "other"),
    [
        (
            "Blue buff at Logan tattoos.",
            "Blue Buffalo dental chews tuna 30 lb",
            "Blue Buffalo dry cat food small breed 40 lb",
        ),
        (
            "오토기 처 저리 타협 이글아이 어리 다",
            "오뚜기 짜장 바닐라 1.5리터",
            "빙그레 오리지널 닭가슴살",
        ),
    ],
)
def test_what_a_name_explains_phone_by_phone_outweighs_single_words_that_are_alike(
    heard: str, meant: str, other: str
) -> None:
    names = Resolver([Entry(name, (name,)) for name in (other, meant)])
    assert best(heard, names).id == meant
