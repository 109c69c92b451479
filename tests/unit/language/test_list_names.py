"""How a list that a sentence speaks of is found, whatever it is called and wherever the name stands."""

from collections.abc import Callable, Iterator

import pytest

from assistant.core.settings import PROJECT
from assistant.language.lists.names import ListNames
from assistant.language.lists.parts import Parts
from assistant.language.lists.words import ListWords
from assistant.language.templates.sentences import Sentences
from assistant.language.words.normalise import QUOTED, Token, tokens

KNOWN = frozenset({("shopping",), ("to", "do"), ("chores",), ("groceries",), ("tasks",)})
NAMES = ListNames(ListWords.of_parts(Parts.of(Sentences.load(PROJECT / "intents", "en"))), KNOWN)


def said_plainly(
    text: str, ways: Callable[..., Iterator[list[Token]]] = NAMES.plainly
) -> list[str]:
    """Every plain way to say a sentence, the list's name in brackets."""

    def shown(key: str, start: int, end: int) -> str:
        return f"[{text[start:end]}]" if key == QUOTED else key

    found = ways(tokens(text, "en"))
    return [" ".join(shown(t.key, t.start, t.end) for t in way) for way in found]


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("take chips off the party list", "take chips off the [party] list"),
        ("take chips off the list for the party", "take chips off the [party] list"),
        ("delete my list of things to buy", "delete my [things to buy] list"),
        ("add Dune to my books to read list", "add dune to my [books to read] list"),
        ("put it on the list called Gift Ideas", "put it on the [Gift Ideas] list"),
        ("from packing list remove soap", "from [packing] list remove soap"),
        (
            "add a drill to my gift ideas for dad list",
            "add a drill to my [gift ideas for dad] list",
        ),
        ("read me the trip to italy list", "read me the [trip to italy] list"),
        ("delete my old work list", "delete my old [work] list"),
        ("open list movies", "open [movies] list"),
        ("show my best buy list", "show my [best buy] list"),
        ("show my must have list", "show my [must have] list"),
        ("show the things i need list", "show the [things i need] list"),
        ("show my do not call list", "show my [do not call] list"),
        ("cross bob off call list", "cross bob off [call] list"),
        ("show the fourth of july list", "show the [fourth of july] list"),
        ("delete from my list of books moby dick", "delete from my [books] list moby dick"),
        ("add a task to my work list called mop", "add a task to my [work] list called mop"),
        ("empty the trash list", "empty the [trash] list"),
        ("delete the list that I named fun", "delete the [fun] list"),
        ("create a list for me called trips", "create a [trips] list"),
        ("make a list of what to pack for Rome", "make a [what to pack for Rome] list"),
        ("read the list of bills to me", "read the [bills] list to me"),
        ("read the list of bills for this evening", "read the [bills] list for this evening"),
        ("the list of names can be deleted", "the [names] list can be deleted"),
        ("in the list for work add a call", "in the [work] list add a call"),
        (
            "take wine off the list for Saturday's party",
            "take wine off the [Saturday's party] list",
        ),
        ("list my list of movies", "list my [movies] list"),
        ("the list of books remove it", "the [books] list remove it"),
        ("the list of friends to add", "the [friends to add] list"),
        ("add tea to mom's birthday list", "add tea to [mom's birthday] list"),
        ("add tea to this week's camping list", "add tea to this [camping] list"),
        (
            "add Paris to my places I want to visit list",
            "add paris to my [places I want to visit] list",
        ),
        ("take the tent off the camping checklist", "take the tent off the [camping] list"),
        ("put a bike on my christmas wishlist", "put a bike on my [christmas wish] list"),
        ("go through the list of chores with me", "go through the chores list with me"),
        ("is the list of ideas empty", "is the [ideas] list empty"),
        ("delete the tv shows list", "delete the [tv shows] list"),
        ("I want the list called gym removed", "i want the [gym] list removed"),
        ("list books should be deleted", "[books] list should be deleted"),
        ("read the shopping for christmas list", "read the [shopping for christmas] list"),
        ("add to my list of movies the matrix", "add to my [movies] list the matrix"),
        ("read my list of saturday chores", "read my [saturday chores] list"),
        ("what's on the honey do list", "what 's on the [honey do] list"),
        ("what's on the treats for dogs list", "what 's on the [treats for dogs] list"),
        ("take glue off tools for school list", "take glue off [tools for school] list"),
        ("show the gifts for mom list", "show the [gifts for mom] list"),
        (
            "add rash to my questions for the vet list",
            "add rash to my [questions for the vet] list",
        ),
        ("put my coat for the packing list", "put my coat for the [packing] list"),
        ("i need the card for the gift list", "i need the card for the [gift] list"),
        ("add pens to back to school list", "add pens to [back to school] list"),
        ("build me a work out list", "build me a [work out] list"),
        (
            "what's on the list of books I want to read",
            "what 's on the [books I want to read] list",
        ),
    ],
)
def test_a_name_stands_before_the_word_list(said: str, plain: str) -> None:
    assert said_plainly(said)[0] == plain


@pytest.mark.parametrize(
    "said",
    [
        "put milk on my shopping list",
        "put milk on the list for shopping",
        "put milk on our weekly shopping list",
    ],
)
def test_a_known_name_stays_words(said: str) -> None:
    assert said_plainly(said)[0].endswith("shopping list")
    assert "[" not in said_plainly(said)[0]


@pytest.mark.parametrize(
    "said",
    [
        "add milk to the list",
        "i want to read my list",
        "delete the list for me",
        "how many lists do i have",
        "what is on the list for today",
        "what is on the list for monday",
        "delete the list for the day",
        "show me a list of places near here",
        "my list got wet in the rain",
        "where did you put the list mom",
        "what is on the list for monday morning",
        "remove list number two",
        "list",
        "",
    ],
)
def test_what_is_no_name_is_left_alone(said: str) -> None:
    assert not any("[" in way for way in said_plainly(said))


def test_the_words_keep_their_places_in_the_text() -> None:
    said = "Take it off the list for my Trip to Paris"
    way = next(NAMES.plainly(tokens(said, "en")))
    name = next(token for token in way if token.key == QUOTED)
    assert said[name.start : name.end] == "Trip to Paris"


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("add dune to my books to read", "add dune to my [books to read] list"),
        ("remove jaws from movies to watch", "remove jaws from [movies to watch] list"),
        (
            "add paris to the places I want to visit",
            "add paris to the [places I want to visit] list",
        ),
        ("what's left on my chores", "what 's left on my chores list"),
        ("show me this weekend's chores", "show me this chores list"),
        ("put mopping on my spring chores", "put mopping on my [spring chores] list"),
        ("put call mom on my to do for tomorrow", "put call mom on my to do list for tomorrow"),
        ("add washing to my tasks for sunday", "add washing to my tasks list for sunday"),
    ],
)
def test_what_is_a_list_by_itself_gets_the_word(said: str, plain: str) -> None:
    assert plain in said_plainly(said, NAMES.plainly_without)


@pytest.mark.parametrize(
    "said",
    [
        "i hate chores",
        "delete all completed tasks",
        "what are some good movies to watch",
        "find places to visit in paris",
        "my chores app is slow",
        "i want to read",
        "what do i need to do",
        "read my to do list",
        "",
    ],
)
def test_what_is_no_list_gets_no_word(said: str) -> None:
    assert not said_plainly(said, NAMES.plainly_without)
