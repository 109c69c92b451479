from datetime import UTC, datetime, timedelta

from assistant.core.money import Money
from assistant.core.notes import Note
from assistant.store.household.at_home import Supply, left
from assistant.store.household.history import Bought
from assistant.store.household.notes import HouseholdNotes, budget_note, over_budget
from assistant.store.household.run_out import Lasts

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def usd(amount: str) -> Money:
    return Money.parse(amount, "USD")


def gone(days_ago: float) -> HouseholdNotes:
    return HouseholdNotes([Note(topic="gone", about="milk", at=NOW - days_ago * DAY)])


def test_a_household_that_said_nothing() -> None:
    notes = HouseholdNotes()
    assert notes.suggesting
    assert notes.budget is None
    assert notes.wanted(["perfume"])
    assert notes.member("assistant") is None
    assert notes.members == ()


def test_the_last_word_counts() -> None:
    said = [
        Note(topic="suggesting", value="off", at=NOW),
        Note(topic="suggesting", value="on", at=NOW + DAY),
    ]
    assert HouseholdNotes(said).suggesting
    assert not HouseholdNotes(said[:1]).suggesting


def test_unwanted_things_are_known_in_the_plural_too() -> None:
    notes = HouseholdNotes([Note(topic="unwanted", about="sponge", at=NOW)])
    assert not notes.wanted(["Sponges", "scrubber"])
    assert notes.wanted(["soap"])


def test_a_budget_is_kept_and_exceeded_only_by_more_than_is_left() -> None:
    notes = HouseholdNotes([budget_note(usd("300"), NOW)])
    assert notes.budget == usd("300")
    assert over_budget(notes.budget, usd("280"), usd("20")) is None
    assert over_budget(notes.budget, usd("280"), usd("20.01")) == usd("0.01")
    assert over_budget(notes.budget, None, usd("310")) == usd("10")
    assert over_budget(notes.budget, None, Money(10**9, "KRW")) is None
    assert over_budget(None, usd("1000"), usd("1000")) is None


def test_orders_belong_to_who_made_them() -> None:
    notes = HouseholdNotes(
        [
            Note(topic="member", about="chat", value="Anna", at=NOW),
            Note(topic="bought_by", about="A1", value="Anna", at=NOW),
            Note(topic="bought_by", about="A2", value="Bob", at=NOW),
        ]
    )
    assert notes.member("chat") == "Anna"
    assert notes.orders_of("anna") == {"A1"}
    assert notes.members == ("Anna", "Bob")


def test_what_was_said_to_be_gone_is_gone() -> None:
    found = left(Supply("milk", bought_at=NOW - 3 * DAY), gone(1), NOW)
    assert (found.there, found.by) == ("no", "said")


def test_what_was_bought_since_is_there_once_it_has_come() -> None:
    bought = Supply("milk", bought_at=NOW - DAY / 2)
    assert left(bought, gone(1), NOW).there == "yes"
    coming = Supply("milk", bought_at=NOW - DAY / 2, coming=True)
    assert left(coming, gone(1), NOW).there == "no"


def test_a_later_measurement_knows_better_than_what_was_said() -> None:
    measured = Supply("milk", fraction=0.33, measured_at=NOW - DAY / 4)
    found = left(measured, gone(1), NOW)
    assert (found.there, found.by) == ("yes", "level")
    assert left(Supply("milk", fraction=0.0, measured_at=NOW), HouseholdNotes(), NOW).there == "no"


def test_what_was_said_long_ago_is_forgotten() -> None:
    assert left(Supply("milk"), gone(90), NOW).there == "unknown"


def test_an_estimate_is_believed_as_far_as_it_goes() -> None:
    lasts = Lasts(5, 3, 9, "purchases", 6)
    supply = Supply("milk", bought_at=NOW - 3 * DAY, lasts=lasts)
    assert left(supply, HouseholdNotes(), NOW).there == "yes"
    over = Supply("milk", bought_at=NOW - 30 * DAY, lasts=Lasts(0.2, 0, 1, "purchases", 6))
    assert left(over, HouseholdNotes(), NOW).there == "perhaps"
    assert left(Supply("milk"), HouseholdNotes(), NOW).there == "unknown"


def test_what_was_let_go_is_usual_again_once_it_is_bought_again() -> None:
    def bought(at: datetime) -> dict[str, Bought]:
        return {"pods": Bought("pods", 3, 3, 1, usd("19.99"), at)}

    notes = HouseholdNotes([Note(topic="let_go", about="pods", at=NOW)])
    assert HouseholdNotes().usual(bought(NOW)) == bought(NOW)
    assert notes.usual(bought(NOW - DAY)) == {}
    assert notes.usual(bought(NOW + DAY)) == bought(NOW + DAY)


def test_who_is_allergic_to_a_thing_wants_nothing_made_of_it() -> None:
    notes = HouseholdNotes([Note(topic="unwanted", about="peanuts", at=NOW)])
    assert not notes.wanted(["Jif Creamy Peanut Butter 16 ounces"])
    assert notes.wanted(["Nutella Hazelnut Spread 26 ounces"])


def test_a_thing_is_part_of_a_korean_name_that_is_written_as_one_word() -> None:
    notes = HouseholdNotes([Note(topic="unwanted", about="땅콩", at=NOW)])
    assert not notes.wanted(["지프 땅콩버터"])
    assert notes.wanted(["완두콩"])
    assert HouseholdNotes([Note(topic="unwanted", about="nut", at=NOW)]).wanted(["nutella"])


def test_one_syllable_is_no_part_of_a_korean_name() -> None:
    notes = HouseholdNotes([Note(topic="unwanted", about="차", at=NOW)])
    assert notes.wanted(["기차 장난감"])
    assert not notes.wanted(["보리 차"])
