"""Money, numbers, dates and lists as a language writes them and as they are said aloud."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any, Final

from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, get_currency_precision

from assistant.core.money import Money
from assistant.language.words.korean import particle
from assistant.language.words.numbers import sino
from assistant.language.words.units import counter

LOCALES: Final = {"en": "en_US", "ko": "ko_KR"}
_WEEK: Final = 7
FILTERS: Final = (
    "money",
    "number",
    "count",
    "date",
    "day",
    "time",
    "names",
    "name",
    "particle",
    "listed",
    "several",
)
"""The formats that reply templates use, methods of `Written` and `Spoken`."""

_ENGLISH_CURRENCIES: Final = {
    "USD": ("dollar", "dollars", "cent", "cents"),
    "EUR": ("euro", "euros", "cent", "cents"),
    "GBP": ("pound", "pounds", "penny", "pence"),
    "KRW": ("won", "won", "", ""),
}
_KOREAN_CURRENCIES: Final = {"USD": ("달러", "센트"), "EUR": ("유로", "센트"), "KRW": ("원", "")}
_NATIVE: Final = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_NATIVE_TENS: Final = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
_NATIVE_LIMIT: Final = 100
_PLURAL: Final = re.compile(r"(?:(?P<hissing>ss|x|z|ch|sh)|(?<=[^aeiou])(?P<y>y)|(?<!s))$")
"""The end of a name that more than one of is said with an s."""


def native(number: int) -> str:
    """A number as it stands before a counter: 24 is 스물네; Sino-Korean from 100 on."""
    if not 0 < number < _NATIVE_LIMIT:
        return sino(number)
    tens, units = divmod(number, 10)
    if (tens, units) == (2, 0):
        return "스무"
    return _NATIVE_TENS[tens] + _NATIVE[units]


def _as_plural(last: re.Match[str]) -> str:
    if last["y"]:
        return "ies"
    return last[0] + ("es" if last["hissing"] else "s")


class Written:
    """Formats for the eye."""

    def __init__(self, language: str, now: datetime, zone: tzinfo) -> None:
        self.language = language
        self.locale = LOCALES[language]
        self.today = now.astimezone(zone).date()
        self.zone = zone

    def name(self, names: str | Mapping[str, str]) -> str:
        """A name in this language, in English, or in whatever language there is."""
        if isinstance(names, str):
            return names
        return names.get(self.language) or names.get("en") or next(iter(names.values()), "")

    def names(self, several: Sequence[Any], word: str = "or") -> str:
        """`A, B or C`; Korean has no "or" that fits all, so the list stands alone."""
        listed = [self.name(one) for one in several]
        if len(listed) < 2:  # noqa: PLR2004 - a list of one needs no "or"
            return "".join(listed)
        if self.language == "ko":
            return ", ".join(listed)
        comma = "," if len(listed) > 2 else ""  # noqa: PLR2004 - serial comma from three on
        return f"{', '.join(listed[:-1])}{comma} {word} {listed[-1]}"

    def money(self, amount: Money) -> str:
        """$19.99, ₩25,900."""
        return format_currency(amount.decimal, amount.currency, locale=self.locale)

    def number(self, value: float) -> str:
        """1,000."""
        return format_decimal(value, locale=self.locale)

    def count(self, value: int, counter: str = "개") -> str:
        """How many, before a name in English (`two`), after it with its counter in Korean (2개)."""
        if self.language == "ko":
            return f"{self.number(value)}{counter}"
        return _SMALL[value] if 0 <= value < len(_SMALL) else self.number(value)

    def listed(self, item: Any) -> str:
        """A thing on a list with how much of it: two bottles of vinegar; 식초 2병."""
        name = self.name(item.name)
        if not item.quantity:
            return name
        counted = counter(item.unit, self.language, item.quantity)
        if self.language == "ko":
            return f"{name} {self.count(item.quantity, counted)}"
        number = self.count(item.quantity)
        return f"{number} {counted} of {name}" if counted else f"{number} {name}"

    def several(self, item: Any) -> str:
        """A thing with how many of it, in English as several things: two detergents, one milk."""
        listed = self.listed(item)
        if self.language == "ko" or item.unit or (item.quantity or 1) == 1:
            return listed
        return _PLURAL.sub(_as_plural, listed, count=1)

    def date(self, day: date, ending: str | None = None) -> str:
        """`today`, `tomorrow`, `on Tuesday`; with the date where it is a week away or past.

        A Korean day has an `ending` of its own instead of 에: 금요일까지.
        """
        day = day.astimezone(self.zone).date() if isinstance(day, datetime) else day
        away = (day - self.today).days
        near = _NEAR[self.language].get(away)
        if near:
            return near + (ending or "")
        if self.language == "ko":
            form = "EEEE" if 0 < away < _WEEK else "MMM d일 EEEE"
            return format_date(day, form, locale=self.locale) + ("에" if ending is None else ending)
        form = "EEEE" if 0 < away < _WEEK else "EEEE, MMMM d"
        return "on " + format_date(day, form, locale=self.locale)

    def day(self, moment: datetime) -> str:
        """Monday, November 23; 11월 23일 월요일."""
        form = "MMM d일 EEEE" if self.language == "ko" else "EEEE, MMMM d"
        return format_date(moment.astimezone(self.zone).date(), form, locale=self.locale)

    def time(self, moment: datetime) -> str:
        """3:05 PM, 오후 3:05, in the household's time zone."""
        local = moment.astimezone(self.zone)
        if self.language == "ko":
            return f"{_half(local)} {local.hour % 12 or 12}:{local.minute:02d}"
        return format_time(local.time(), "short", locale=self.locale).replace("\u202f", " ")

    def particle(self, text: Any, form: str) -> str:
        """The text with the Korean particle that fits it: `쇼팽|particle("를")` is 쇼팽을."""
        words = self.name(text)
        return words + particle(words, form)


class Spoken(Written):
    """Formats for the ear."""

    def name(self, names: str | Mapping[str, str]) -> str:
        """A name without what no voice can read."""
        said = super().name(names)
        if self.language == "ko":
            return said
        return re.sub(r"\s+", " ", said.replace("&", " and ").replace("/", " ")).strip()

    def money(self, amount: Money) -> str:
        """`19 dollars 99`, 이만 오천구백 원."""
        scale = 10 ** get_currency_precision(amount.currency)
        major, minor = divmod(abs(amount.minor), scale)
        sign = ("마이너스 " if self.language == "ko" else "minus ") if amount.minor < 0 else ""
        if self.language == "ko":
            whole, part = _KOREAN_CURRENCIES.get(amount.currency, (amount.currency, ""))
            return f"{sign}{sino(major)} {whole}" + (f" {sino(minor)} {part}" if minor else "")
        one, many, cent, cents = _ENGLISH_CURRENCIES.get(
            amount.currency, (amount.currency, amount.currency, "", "")
        )
        if not major and minor:
            return f"{sign}{minor} {cent if minor == 1 else cents}"
        return f"{sign}{major} {one if major == 1 else many}" + (f" {minor:02d}" if minor else "")

    def number(self, value: float) -> str:
        """Digits without separators, which voices read as a pause; Sino-Korean words."""
        if self.language == "ko" and float(value).is_integer():
            return sino(int(value))
        return f"{value:g}" if abs(value) < 1e6 else str(int(value))  # noqa: PLR2004 - %g's limit

    def count(self, value: int, counter: str = "개") -> str:
        """`two`; 두 개, 삼십 분."""
        if self.language != "ko":
            return super().count(value)
        counted = (
            sino(value) if counter in {"분", "일", "주", "원", "년", "퍼센트"} else native(value)
        )
        return f"{counted} {counter}"

    def date(self, day: date, ending: str | None = None) -> str:
        """As written; Korean month and day in words."""
        return self._in_words(super().date(day, ending))

    def day(self, moment: datetime) -> str:
        """As written; Korean month and day in words."""
        return self._in_words(super().day(moment))

    def _in_words(self, written: str) -> str:
        if self.language != "ko":
            return written
        return re.sub(r"(\d+)(월|일)", lambda m: _month_or_day(int(m[1]), m[2]), written)

    def time(self, moment: datetime) -> str:
        """오후 세 시 오 분; English as written."""
        if self.language != "ko":
            return super().time(moment)
        local = moment.astimezone(self.zone)
        minutes = f" {sino(local.minute)} 분" if local.minute else ""
        return f"{_half(local)} {native(local.hour % 12 or 12)} 시{minutes}"


def _half(local: datetime) -> str:
    return "오전" if local.hour < 12 else "오후"  # noqa: PLR2004 - noon


def _month_or_day(number: int, counter: str) -> str:
    if counter == "월" and number in {6, 10}:
        return {6: "유월", 10: "시월"}[number]
    return f"{sino(number)}{counter}"


_SMALL: Final = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_NEAR: Final[dict[str, dict[int, str]]] = {
    "en": {0: "today", 1: "tomorrow", -1: "yesterday"},
    "ko": {0: "오늘", 1: "내일", 2: "모레", -1: "어제"},
}
