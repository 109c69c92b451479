"""The sentences that a recogniser's grammar is made of have names wherever a product may be named."""

import re

import pytest

from assistant.app import App
from assistant.app.expected_words import MUSIC, PRODUCT, stands_in
from assistant.app.hearing import FIRST_SAID
from assistant.core import settings
from assistant.core.settings import LANGUAGES, Language

SAID: dict[Language, tuple[str, ...]] = {
    "en": ("how much", "leave out", "when did"),
    "ko": ("얼마", "빼", "언제", "떨어지면"),
}
"""Words of what is asked about a price, an order before, a stock at home."""


@pytest.fixture(scope="module", params=LANGUAGES)
def heard(request: pytest.FixtureRequest) -> tuple[App, Language]:
    return App(settings.load(overrides=[f"household.language={request.param}"])), request.param


def test_every_place_of_a_product_or_of_music_is_one(heard: tuple[App, Language]) -> None:
    app, language = heard
    places = stands_in(app.sentences(language))
    assert {places[name] for name in ("wished", "priced", "kept", "of_it")} == {PRODUCT}
    assert {places[name] for name in ("track", "artist")} == {MUSIC}
    assert not {"member", "new_name", "limit"} & places.keys()


def test_before_anybody_speaks_something_is_understood_and_something_guessed_at(
    heard: tuple[App, Language],
) -> None:
    app, language = heard
    command, talk = (app.matcher(language).understand(text) for text in FIRST_SAID[language])
    assert command.intent is not None
    assert talk.intent is None, "what guesses are made by is read for it"


def test_names_stand_in_all_of_them(heard: tuple[App, Language]) -> None:
    app, language = heard
    phrases = app.hearing.expected.phrases(language)
    open_places = [said for said in phrases.sentences if re.search(r"[{}]", said)]
    assert not open_places
    products = set(app.shelf.names(language))
    for words in SAID[language]:
        about = "\n".join(each for each in phrases.sentences if words in each)
        assert any(name in about for name in products), words


def test_each_name_is_said_somewhere_and_nothing_twice(heard: tuple[App, Language]) -> None:
    app, language = heard
    phrases = app.hearing.expected.phrases(language)
    said = "\n".join(phrases.sentences)
    assert [name for name in phrases.names if name not in said] == []
    assert len(set(phrases.sentences)) == len(phrases.sentences)
