"""Whole conversations in text: real sentences, catalog and replies; a store that keeps a diary."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Literal

import pytest

from assistant.core.messages import (
    Answer,
    AnyRequest,
    CancelOrder,
    ListOrders,
    Order,
    OrderLine,
    PlaceOrder,
    PlayerCommand,
    PlayerState,
    Track,
)
from assistant.core.money import Money
from assistant.core.notes import ListChange, ListItem, ListOutcome, Note, PriceWatch, Rating
from assistant.core.settings import PROJECT, Language
from assistant.dialog.session import Session
from assistant.language.intent import Intent
from assistant.language.matching.match import Matcher, Understanding
from assistant.language.reading.best_reading import Heard
from assistant.language.replies.reply import Replies
from assistant.language.templates.sentences import Sentences
from assistant.skills.products.shelf import CatalogShelf
from assistant.skills.scene import Scene
from assistant.storage.catalog import catalog_file
from assistant.store.choosing.purchase import Rules
from assistant.store.goods.catalog import Catalog
from assistant.store.household.history import counted, sample_purchases
from assistant.turns import Conversation, Saying, Turn, TurnEvent

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TRACK = Track(uri="/music/prelude.ogg", names={"en": "Prelude"}, artist={"en": "Chopin"})


@cache
def matcher(language: Language) -> Matcher:
    return Matcher(Sentences.load(PROJECT / "intents", language))


@cache
def replies(language: Language) -> Replies:
    return Replies.load(PROJECT / "intents", language)


class Diary:
    """A store and a loudspeaker that do what they are told and write it down."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.requests: list[AnyRequest] = []
        self.commands: list[PlayerCommand] = []
        self.orders: list[Order] = []
        self.answers = True
        self.refusal: str | None = None
        self.loudspeaker = True
        self.muted = False

    def ask_store(self, request: AnyRequest) -> Answer | None:
        self.requests.append(request)
        if not self.answers:
            return None
        if self.refusal:
            return Answer(request_id=request.request_id, status="refused", reason=self.refusal)
        match request:
            case PlaceOrder():
                replaced = [each for each in self.orders if each.order_id == request.instead_of]
                if request.instead_of is not None and not replaced:
                    why = f"not_changeable: {request.instead_of} is shipped"
                    return Answer(request_id=request.request_id, status="refused", reason=why)
                self.orders = [each for each in self.orders if each not in replaced]
                self.orders.append(self._order(request))
                status: Literal["placed", "cancelled"] = "placed"
                return Answer(request_id=request.request_id, status=status, order=self.orders[-1])
            case ListOrders():
                found = tuple(self.orders)
                return Answer(request_id=request.request_id, status="orders", orders=found)
            case CancelOrder() if self.orders:
                cancelled = self.orders.pop()
                return Answer(request_id=request.request_id, status="cancelled", order=cancelled)
            case _:
                return Answer(request_id=request.request_id, status="nothing_to_cancel")

    def tell_player(self, command: PlayerCommand) -> bool:
        self.commands.append(command)
        return self.loudspeaker

    def mute_microphone(self) -> None:
        self.muted = True

    def _order(self, request: PlaceOrder) -> Order:
        lines = []
        for line in request.lines:
            product = self.catalog.product(line.product_id)
            assert product is not None
            lines.append(
                OrderLine(
                    product_id=product.id,
                    names=dict(product.names),
                    quantity=line.quantity,
                    unit_price=product.price("USD"),
                )
            )
        return Order(
            order_id=f"A{len(self.orders) + 1}",
            state="placed",
            origin=request.origin,
            device_id=request.device_id,
            lines=tuple(lines),
            total=sum((line.unit_price * line.quantity for line in lines), start=Money(0, "USD")),
            placed_at=request.at,
            cancel_until=request.at + timedelta(minutes=30),
            delivery=date(2026, 3, 4),
        )


class Notes:
    """A notebook that nobody writes into."""

    def lists(self) -> dict[str, list[ListItem]]:
        return {}

    def change(self, change: ListChange) -> ListOutcome:
        return ListOutcome(done=True, items=change.items, left=len(change.items))

    def rate(self, rating: Rating) -> None:
        self.rated = rating

    def ratings(self) -> list[Rating]:
        return []

    def keep(self, notes: Sequence[Note]) -> None:
        self.kept = notes

    def notes(self) -> list[Note]:
        return []

    def watch(self, watch: PriceWatch) -> PriceWatch:
        self.watched = watch
        return watch

    def watches(self) -> list[PriceWatch]:
        return []

    def unwatch(self, number: int) -> bool:
        return number > 0

    def told(self, number: int, at: datetime) -> bool:
        return number > 0 and at <= NOW


class Records:
    def find(self, wanted: object) -> list[Track]:
        return [] if "moonlight" in str(wanted) else [TRACK]

    def people(self, _language: str) -> list[str]:
        return ["Bach"]


class Talk:
    """A conversation with a diary."""

    def __init__(self, catalog: Catalog, language: Language) -> None:
        self.diary = Diary(catalog)
        self.notebook = Notes()
        self.now = NOW
        self.player: PlayerState | None = None
        self.events: list[TurnEvent] = []
        self.session = Session("test", language)
        history = counted(sample_purchases(catalog, "USD", NOW))
        shelf = CatalogShelf(catalog, history)
        rules = Rules(Money(5000, "USD"), confirm_first_time=True, price_rise_percent=10)

        def scene(
            session: Session, id_: str, origin: Literal["voice", "text"], now: datetime
        ) -> Scene:
            return Scene(
                now=now,
                language=session.language,
                utterance_id=id_,
                device_id=session.id,
                origin=origin,
                shelf=shelf,
                records=Records(),
                history=history,
                rules=rules,
                player=self.player,
                last_said=session.last_said,
                last_order=session.last_order,
            )

        self._conversation = Conversation(
            matcher(language),
            replies(language),
            scene,
            self.diary,
            self.notebook,
            question_s=20,
            zone=UTC,
            clock=lambda: self.now,
            observers=[self.events.append],
            guess=self._guess,
        )

    def _guess(self, text: str) -> Understanding:
        """That elephants ask for help."""
        intent = Intent(name="Help", text=text, score=0.8) if "elephant calls" in text else None
        return Understanding(intent, 0.0, heard=(Heard(text, "help", 0.2),))

    def __call__(self, text: str, *, overheard: bool = False) -> Turn:
        return self._conversation.take(self.session, Saying(text, "voice", overheard))

    def late(self, answer: Answer) -> Turn:
        return self._conversation.announce(self.session, answer)

    def reply(self, text: str) -> str:
        turn = self(text)
        assert turn.reply is not None
        return turn.reply.text

    @property
    def bought(self) -> list[tuple[str, int]]:
        return [
            (line.product_id, line.quantity)
            for request in self.diary.requests
            if isinstance(request, PlaceOrder)
            for line in request.lines
        ]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    file = tmp_path_factory.mktemp("catalog") / "catalog.db"
    config = PROJECT / "config"
    catalog_file.build(config / "catalog", file, config / "household")
    return catalog_file.open_catalog(file)


def said(turn: Turn) -> str:
    """The key of the reply."""
    return "" if turn.reply is None else turn.reply.key


@pytest.fixture
def talk(catalog: Catalog) -> Talk:
    return Talk(catalog, "en")


@pytest.fixture
def korean(catalog: Catalog) -> Talk:
    return Talk(catalog, "ko")


def test_a_known_product_at_its_usual_price_is_ordered_at_once(talk: Talk) -> None:
    reply = talk.reply("Alexa, reorder detergent.")
    assert talk.bought == [("tide-pods-81-count", 1)]
    assert "Ordered one Tide Pods 81 count, $19.99" in reply
    assert "cancel within 30 minutes" in reply


def test_the_same_in_korean(korean: Talk) -> None:
    reply = korean.reply("알렉사, 세제 주문해 줘")
    assert korean.bought == [("tide-pods-81-count", 1)]
    assert "타이드" in reply


def test_several_candidates_are_asked_about_and_chosen_by_place(talk: Talk) -> None:
    turn = talk("order vinegar")
    assert turn.expects_answer
    assert talk.bought == []
    talk("the second one")
    assert talk.bought == [("house-choice-distilled-white-vinegar-1-gallon", 1)]


def test_or_by_a_part_of_the_name(talk: Talk) -> None:
    talk("order two bottles of vinegar")
    talk("the heinz one")
    assert talk.bought == [("heinz-distilled-white-vinegar-32-ounces", 2)]


@pytest.mark.parametrize("answer", ["no", "never mind", "cancel"])
def test_a_question_can_be_declined(talk: Talk, answer: str) -> None:
    talk("order vinegar")
    turn = talk(answer)
    assert not turn.expects_answer
    assert turn.reply is not None
    assert turn.reply.key == "not_ordered"
    assert talk.diary.requests == []


def test_an_answer_that_fits_nothing_is_asked_again_twice(talk: Talk) -> None:
    talk("order vinegar")
    again = talk("the purple elephant")
    assert again.expects_answer
    assert again.reply is not None
    assert "purple elephant" in again.reply.text
    assert "Which one" in again.reply.text
    assert talk("the purple elephant").expects_answer
    assert not talk("the purple elephant").expects_answer
    talk("the first one")
    assert talk.bought == []


def test_what_is_done_in_between_leaves_the_question_to_rest(talk: Talk) -> None:
    talk("order vinegar")
    assert not talk("play Chopin").expects_answer
    assert [command.action for command in talk.diary.commands] == ["play"]
    assert said(talk("the first one")) == "chosen_sure"
    assert talk.bought == []
    talk("yes")
    assert talk.bought == [("heinz-distilled-white-vinegar-32-ounces", 1)]


def test_a_yes_after_something_else_has_the_question_asked_again(talk: Talk) -> None:
    talk("order the cheapest coffee")
    talk("play Chopin")
    assert said(talk("okay")) == "confirm_purchase"
    assert talk.bought == []


def test_another_purchase_drops_the_question(talk: Talk) -> None:
    talk("order vinegar")
    talk("reorder detergent")
    bought = list(talk.bought)
    talk("the first one")
    assert talk.bought == bought


def test_a_question_does_not_wait_for_ever(talk: Talk) -> None:
    talk("order vinegar")
    talk.now += timedelta(seconds=21)
    talk("the first one")
    assert talk.bought == []


def test_a_first_purchase_is_confirmed_and_bought_once(talk: Talk) -> None:
    turn = talk("order heinz ketchup")
    assert turn.expects_answer
    assert talk.bought == []
    talk("yes")
    talk("yes")
    assert talk.bought == [("heinz-tomato-ketchup-38-ounces", 1)]


def test_an_expensive_order_is_confirmed(talk: Talk) -> None:
    turn = talk("order five packs of detergent")
    assert turn.expects_answer
    assert turn.reply is not None
    assert "$99.95" in turn.reply.text
    talk("yes please")
    assert talk.bought == [("tide-pods-81-count", 5)]


@pytest.mark.parametrize("text", ["order a spaceship", "order a million detergents"])
def test_what_cannot_be_is_said_and_not_bought(talk: Talk, text: str) -> None:
    assert talk(text).reply is not None
    assert talk.bought == []


def test_the_told_price_goes_with_the_order(talk: Talk) -> None:
    talk("reorder detergent")
    request = talk.diary.requests[0]
    assert isinstance(request, PlaceOrder)
    assert request.lines[0].told_unit_price == Money(1999, "USD")


def test_every_utterance_has_its_own_request_id(talk: Talk) -> None:
    talk("reorder detergent")
    talk("reorder detergent")
    first, second = talk.diary.requests
    assert first.request_id != second.request_id


def test_a_silent_store_is_told_and_the_order_kept_by_the_sender(talk: Talk) -> None:
    talk.diary.answers = False
    turn = talk("reorder detergent")
    assert turn.reply is not None
    assert turn.reply.key == "store_silent"


def test_what_became_of_a_late_order_is_told(talk: Talk) -> None:
    talk("reorder detergent")
    answer = Answer(request_id="late", status="placed", order=talk.diary.orders[0])
    turn = talk.late(answer)
    assert turn.reply is not None
    assert turn.reply.key == "ordered"


def test_a_refusal_is_said_with_its_reason(talk: Talk) -> None:
    talk.diary.refusal = "out_of_stock: tide-pods-81-count: only 2 left"
    said = talk.reply("reorder detergent")
    assert said.startswith("Tide Pods 81 count is out of stock: only two left.")
    talk.diary.refusal = "failed: row 7"
    assert "row 7" not in talk.reply("reorder detergent")


def test_status_and_cancel(talk: Talk) -> None:
    assert talk("where is my order?").reply is not None
    talk("reorder detergent")
    assert "Tide Pods" in talk.reply("where is my order?")
    assert "Tide Pods" in talk.reply("cancel my order")
    assert talk.diary.orders == []
    turn = talk("cancel my order")
    assert turn.reply is not None
    assert turn.reply.key == "nothing_to_cancel"


def test_cancel_means_the_order_just_talked_about(talk: Talk) -> None:
    talk("reorder detergent")
    talk("cancel it")
    request = talk.diary.requests[-1]
    assert isinstance(request, CancelOrder)
    assert request.order_id == "A1"


def test_stop_is_silent_and_needs_no_loudspeaker(talk: Talk) -> None:
    talk.diary.loudspeaker = False
    assert talk("stop").reply is None
    assert talk.diary.commands[0].action == "stop"


def test_music_that_is_not_there_is_said(talk: Talk) -> None:
    assert "moonlight" in talk.reply("play the moonlight sonata").lower()
    assert talk.diary.commands == []


def test_repeat_says_the_last_reply_again(talk: Talk) -> None:
    assert talk("say that again").reply is not None
    first = talk.reply("reorder detergent")
    assert talk.reply("say that again") == first


def test_the_microphone_is_muted_by_voice(talk: Talk) -> None:
    talk("mute the microphone")
    assert talk.diary.muted


def test_unknown_speech_is_answered_when_called_and_ignored_when_overheard(talk: Talk) -> None:
    assert "purple" in talk.reply("the purple elephant sings")
    assert talk("the purple elephant sings", overheard=True).reply is None


def test_a_guess_is_made_of_what_is_said_to_us_and_answers_no_question(talk: Talk) -> None:
    called = talk("the purple elephant calls")
    assert called.intent is not None
    assert called.intent.name == "Help"
    assert talk("the purple elephant calls", overheard=True).reply is None
    assert talk("order vinegar").expects_answer
    assert talk("the purple elephant calls").intent is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "🙂🙂🙂",
        "\u202eabc\u0000",
        "a" * 10_000,
        "detergent " * 3_000,
        "in order to wash I need detergent",
        "I ordered detergent yesterday and it was great",
    ],
)
def test_no_text_breaks_a_turn_or_buys(talk: Talk, text: str) -> None:
    talk(text)
    assert talk.bought == []


def test_small_talk_and_help_have_answers(talk: Talk, korean: Talk) -> None:
    for text in ("hello", "thank you", "who are you", "help"):
        assert talk(text).reply is not None, text
    for text in ("안녕", "고마워", "도움말"):
        assert korean(text).reply is not None, text


def test_several_things_of_one_breath_are_one_order(talk: Talk) -> None:
    turn = talk("reorder detergent and coffee")
    assert talk.bought == [
        ("tide-pods-81-count", 1),
        ("lavazza-super-crema-coffee-beans-1-kilogram", 1),
    ]
    assert len(talk.diary.requests) == 1
    assert turn.reply is not None
    assert turn.reply.key == "ordered"


def test_what_is_dear_only_together_is_confirmed(talk: Talk) -> None:
    turn = talk("reorder two detergents and coffee")
    assert turn.expects_answer
    assert talk.diary.requests == []
    talk("yes")
    assert len(talk.diary.requests) == 1


def test_what_is_not_found_is_said_and_the_rest_is_ordered_after_a_yes(talk: Talk) -> None:
    turn = talk("reorder unicorns and detergent")
    assert turn.reply is not None
    assert turn.reply.text.startswith("I could not find unicorns. That makes one Tide Pods")
    assert turn.expects_answer
    assert talk.diary.requests == []
    talk("yes")
    assert len(talk.diary.requests) == 1


def test_several_commands_are_done_in_order_and_the_question_comes_last(talk: Talk) -> None:
    turn = talk("order vinegar and stop the music")
    assert [command.action for command in talk.diary.commands] == ["stop"]
    assert turn.expects_answer
    assert talk.diary.requests == []


@pytest.mark.parametrize("said", ["make it three", "no, three", "three of them instead"])
def test_the_number_is_changed_while_the_question_is_open(talk: Talk, said: str) -> None:
    talk("order vinegar")
    turn = talk(said)
    assert turn.expects_answer
    talk("the first one")
    assert [count for _, count in talk.bought] == [3]


def test_the_number_is_changed_after_the_order_by_one_that_replaces_it(talk: Talk) -> None:
    talk("reorder detergent")
    turn = talk("make it two")
    first, second = talk.diary.requests
    assert isinstance(first, PlaceOrder)
    assert isinstance(second, PlaceOrder)
    assert (first.instead_of, second.instead_of) == (None, "A1")
    assert [count for _, count in talk.bought] == [1, 2]
    assert len(talk.diary.orders) == 1
    assert turn.reply is not None
    assert turn.reply.key == "ordered"


def test_nothing_is_ordered_anew_where_the_first_order_cannot_be_cancelled(talk: Talk) -> None:
    talk("reorder detergent")
    talk.diary.orders.clear()
    turn = talk("make it two")
    assert turn.reply is not None
    assert turn.reply.key == "change_too_late"
    assert [type(r) for r in talk.diary.requests] == [PlaceOrder, PlaceOrder]
    assert talk.diary.orders == []


@pytest.mark.parametrize(
    ("said", "index"),
    [("the cheap one", 0), ("the expensive one", 1), ("the three dollar one", 0)],
)
def test_a_choice_by_what_it_costs(talk: Talk, said: str, index: int) -> None:
    talk("order vinegar")
    talk(said)
    chosen = [
        "heinz-distilled-white-vinegar-32-ounces",
        "house-choice-distilled-white-vinegar-1-gallon",
    ]
    assert talk.bought == [(chosen[index], 1)]


def test_one_more_of_what_was_just_ordered(talk: Talk) -> None:
    talk("reorder detergent")
    talk("one more of those")
    assert [count for _, count in talk.bought] == [1, 2]
    assert len(talk.diary.orders) == 1
    assert talk("two more of those").expects_answer  # four of them cost much


def test_a_correction_without_anything_to_correct_changes_nothing(talk: Talk) -> None:
    turn = talk("make it three")
    assert turn.reply is not None
    assert turn.reply.key == "no_question"
    assert [each for each in talk.diary.requests if not isinstance(each, ListOrders)] == []


@pytest.mark.parametrize(
    "said",
    [
        "why Bertolli",
        "tell me about Bertolli",
        "what about the Bertolli",
        "is Bertolli any good",
        "compare Bertolli and Haepyo",
        "how much oil is in the Bertolli",
        "not Bertolli",
        "I don't like Bertolli",
        "you choose",
        "yes",
        "okay and put milk on the list",
        "compare vinegars",
    ],
)
def test_what_only_speaks_of_an_option_buys_nothing(talk: Talk, said: str) -> None:
    talk("order olive oil")
    talk(said)
    assert talk.bought == []


@pytest.mark.parametrize(
    "said",
    [
        "왜 하인즈야",
        "하인즈 어때",
        "하인즈는 얼마야",
        "하인즈 말고",
        "하인즈는 싫어",
        "식초 비교해 줘",
        "하인즈에 대해 알려 줘",
        "네가 골라 줘",
        "응",
        "응 그리고 우유도 목록에 넣어 줘",
    ],
)
def test_what_only_speaks_of_an_option_buys_nothing_in_korean(korean: Talk, said: str) -> None:
    korean("식초 주문해 줘")
    korean(said)
    assert korean.bought == []
