"""The household's words reach a recogniser while it listens."""

import contextlib
import shutil
from pathlib import Path

import pytest

from assistant.app import App
from assistant.app.vocabulary import Vocabulary
from assistant.core import settings
from assistant.core.messages import LineRequest, PlaceOrder, utc_now
from assistant.core.settings import Language
from assistant.order_service.start import furnished
from assistant.speech.vosk_recogniser import VoskRecogniser
from assistant.speech.whisper_recogniser import WhisperRecogniser


def household(folder: Path, language: Language) -> App:
    app = App(settings.load(overrides=[f"paths.data={folder}", f"household.language={language}"]))
    open_store, _ = furnished(app.settings)
    open_store().close()
    return app


def order_something_new(app: App, language: Language) -> None:
    """Order, as the order service does, a product whose names are not expected."""
    open_store, shop = furnished(app.settings)
    expected = set(app.shelf.short_names(language))
    product = next(
        product
        for product in app.catalog.products()
        if product.id not in app.history()
        and product.aliases.get(language)
        and not expected.intersection(product.aliases[language])
    )
    request = PlaceOrder(
        request_id="r1",
        device_id="chat",
        at=utc_now(),
        lines=(LineRequest(product_id=product.id),),
    )
    with contextlib.closing(open_store()) as store:
        (answer,) = store.handle_batch([request], shop.decide, utc_now())
    assert answer.status == "placed"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_was_bought_for_the_first_time_is_expected_from_then_on(
    tmp_path: Path, language: Language
) -> None:
    app = household(tmp_path, language)
    recogniser = app.hearing.recogniser(language)
    vocabulary = Vocabulary(app, recogniser)
    assert not vocabulary.refresh()
    before = set(app.shelf.short_names(language))
    order_something_new(app, language)
    vocabulary.refresh_soon()
    vocabulary.close()
    new = set(app.shelf.short_names(language)) - before
    assert new
    if isinstance(recogniser, WhisperRecogniser):
        assert new <= set(recogniser.hotwords)
        recogniser.close()
    else:
        assert isinstance(recogniser, VoskRecogniser)
        assert all(any(name in usual for usual in recogniser.phrases.usual) for name in new)
    assert not Vocabulary(app, recogniser).refresh()


def test_orders_that_cannot_be_read_leave_the_words_as_they_are(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = household(tmp_path, "en")
    recogniser = app.hearing.recogniser("en")
    assert isinstance(recogniser, WhisperRecogniser)
    expected = recogniser.hotwords
    for file in tmp_path.glob("orders*"):
        file.unlink() if file.is_file() else shutil.rmtree(file)
    (tmp_path / "orders.db").write_bytes(b"not a database" * 100)
    vocabulary = Vocabulary(app, recogniser)
    vocabulary.refresh_soon()
    vocabulary.close()
    assert recogniser.hotwords == expected
    assert "stay as they are" in caplog.text
    recogniser.close()


def test_korean_products_with_digits_and_letters_can_be_heard_and_found(tmp_path: Path) -> None:
    app = household(tmp_path, "ko")
    recogniser = app.hearing.recogniser("ko")
    assert isinstance(recogniser, VoskRecogniser)
    named = [name for name in app.shelf.names("ko") if any(c.isdecimal() for c in name)]
    assert not named
    assert not [word for word in recogniser.grammar.lost if any(c.isdecimal() for c in word)]
    assert "에이포 용지" in recogniser.phrases.names
    (best, *_) = app.shelf.find("구볼트 건전지")
    assert "9볼트 건전지" in best.product.aliases["ko"]
