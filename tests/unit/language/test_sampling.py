"""Sentences drawn out of templates, for a recogniser's grammar."""

from collections.abc import Iterator, Mapping

from hassil.expression import Sentence
from hassil.parse_expression import parse_sentence

from assistant.language.templates.sampling import Sampler


class _Rules(Mapping[str, Sentence]):
    """Rules that count how often they are looked up."""

    def __init__(self, rules: Mapping[str, str]) -> None:
        self._rules = {name: parse_sentence(text) for name, text in rules.items()}
        self.looked_up = 0

    def __getitem__(self, name: str) -> Sentence:
        self.looked_up += 1
        return self._rules[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)


def test_a_branch_of_a_shared_rule_is_shown_three_times() -> None:
    """By then a grammar has seen what stands beside it."""
    rules = _Rules({"please": "(please|do)"})
    templates = [
        parse_sentence(f"<please> {verb}") for verb in ("buy", "play", "stop", "go", "sit")
    ]
    drawn = Sampler(rules, {}, "en").carriers(templates, 100)
    assert drawn[:5] == ["please buy", "please play", "please stop", "please go", "please sit"]
    # "please" itself is a branch as well, and says nothing new.
    assert [each.split()[0] for each in drawn[5:]] == ["do", "do", "do"]


def test_a_rule_that_has_shown_everything_is_not_looked_through_again() -> None:
    """Rules that stand twice in each other would be gone through in vain a million times."""
    depth = 11
    rules = _Rules({f"r{n}": f"(<r{n + 1}>|x{n}) <r{n + 1}>" for n in range(depth)} | {"r11": "a"})
    templates = [parse_sentence(f"<r0> {verb}") for verb in ("buy", "play", "stop", "go", "sit")]
    drawn = Sampler(rules, {}, "en").carriers(templates, 10_000)
    assert any("x0" in each for each in drawn)
    assert any("x10" in each for each in drawn)
    assert rules.looked_up < 500
