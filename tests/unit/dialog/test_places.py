"""A question that is asked at one place of a household and answered at another."""

from datetime import UTC, datetime, timedelta

from assistant.dialog.places import MOST_PLACES, Places, is_answer
from assistant.dialog.session import Session
from assistant.dialog.steps import Ask, Option, Question, Say
from assistant.language.intent import Intent

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEEP = timedelta(seconds=20)
HEINZ = Option("heinz", ("Heinz Vinegar", "vinegar"))
HOUSE = Option("house", ("House Choice Vinegar", "vinegar"))


def question(*options: Option, code: bool = False) -> Question:
    return Question(
        lambda id_: Say("chosen", {"id": id_}),
        options,
        code=(lambda digits: Say("code", {"digits": digits})) if code else None,
    )


def asking(places: Places, name: str, person: str = "", *, code: bool = False) -> Session:
    session = Session(name, "en", person=person)
    places.bring(session, NOW, lambda _: True)
    session.ask(Ask(Say("which"), question(HEINZ, HOUSE, code=code)), NOW, KEEP)
    return session


def test_the_only_open_question_of_a_household_goes_along() -> None:
    places = Places()
    kitchen = asking(places, "kitchen")
    living_room = Session("living room", "en")
    assert places.bring(living_room, NOW, lambda _: True)
    assert living_room.open_question(NOW) is not None
    assert living_room.question_said == Say("which")
    assert kitchen.open_question(NOW) is None


def test_it_stays_where_what_was_said_is_no_answer() -> None:
    places = Places()
    kitchen = asking(places, "kitchen")
    assert not places.bring(Session("living room", "en"), NOW, lambda _: False)
    assert kitchen.open_question(NOW) is not None


def test_of_two_open_questions_none_is_guessed() -> None:
    places = Places()
    asking(places, "kitchen")
    second = Session("bath", "en")
    second.ask(Ask(Say("which"), question(HEINZ)), NOW, KEEP)
    places.bring(second, NOW, lambda _: True)
    assert not places.bring(Session("living room", "en"), NOW, lambda _: True)


def test_a_place_with_a_question_of_its_own_answers_that() -> None:
    places = Places()
    asking(places, "kitchen")
    here = Session("living room", "en")
    own = question(HEINZ)
    here.ask(Ask(Say("own"), own), NOW, KEEP)
    assert not places.bring(here, NOW, lambda _: True)
    assert here.question is own


def test_two_people_do_not_mix() -> None:
    places = Places()
    asking(places, "kitchen", "anna")
    assert not places.bring(Session("living room", "en", person="ben"), NOW, lambda _: True)
    assert places.bring(Session("living room", "en", person="anna"), NOW, lambda _: True)


def test_a_question_that_is_too_old_is_over_everywhere() -> None:
    places = Places()
    asking(places, "kitchen")
    assert not places.bring(Session("living room", "en"), NOW + 2 * KEEP, lambda _: True)


def test_a_code_is_said_where_it_is_asked_for() -> None:
    places = Places()
    asking(places, "kitchen", code=True)
    assert not places.bring(Session("living room", "en"), NOW, lambda _: True)


def test_only_the_latest_places_are_kept() -> None:
    places = Places()
    asking(places, "kitchen")
    for number in range(MOST_PLACES):
        places.bring(Session(f"room {number}", "en"), NOW, lambda _: False)
    assert not places.bring(Session("living room", "en"), NOW, lambda _: True)


def test_what_answers_is_what_means_nothing_by_itself() -> None:
    open_one = question(HEINZ, HOUSE)

    def meaning(name: str | None, text: str) -> bool:
        intent = Intent(name=name) if name else None
        return is_answer(open_one, intent, text, lambda _: None)

    assert meaning("Yes", "yes")
    assert meaning("Choose", "the first one")
    assert meaning(None, "the Heinz one")
    assert not meaning(None, "vinegar")
    assert not meaning(None, "the purple elephant")
    assert not meaning("Stop", "stop")
    assert not meaning("Order", "order milk")
