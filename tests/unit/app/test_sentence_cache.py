"""Sentences that are kept compiled mean what they mean in their files now."""

from pathlib import Path

import pytest

from assistant import language
from assistant.app.sentence_cache import SentenceCache
from assistant.core.errors import SentencesError
from assistant.language.matching.examples import Examples
from assistant.language.matching.match import Matcher
from assistant.language.templates import compiler
from assistant.language.templates.compiler import Compiled
from assistant.storage.result_cache import ResultCache

STOP = """
language: en
intents:
  Stop:
    data:
      - sentences: ["stop [the] music", "<quiet> now"]
expansion_rules:
  quiet: "be (quiet|silent)"
reasons: ["the baby (sleeps|is asleep)"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of sentences."""
    folder = tmp_path / "intents"
    (folder / "en").mkdir(parents=True)
    (folder / "en" / "Music.yaml").write_text(STOP, "utf-8")
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> ResultCache:
    return ResultCache(tmp_path / "cache")


def named(compiled: Compiled, text: str) -> str | None:
    """The intent of a text."""
    intent = Matcher(compiled).understand(text).intent
    return intent.name if intent else None


def kept(folder: Path, cache: ResultCache, *more: Path) -> Compiled:
    """What another start of the assistant has."""
    return SentenceCache(folder, more, cache).compiled("en")


def test_what_is_kept_understands_the_same(
    folder: Path, cache: ResultCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(folder, cache)
    monkeypatch.setattr(compiler, "lay_out", lambda _: pytest.fail("it was compiled again"))
    compiled = kept(folder, cache)
    assert named(compiled, "stop the music") == "Stop"
    assert named(compiled, "be silent now") == "Stop"
    assert named(compiled, "be loud now") is None
    assert compiled.sentences.intents == {"Stop"}


def test_a_changed_file_counts_at_once(folder: Path, cache: ResultCache) -> None:
    assert named(kept(folder, cache), "hush") is None
    file = folder / "en" / "Music.yaml"
    file.write_text(STOP.replace('"stop', '"hush", "stop'), "utf-8")
    assert named(kept(folder, cache), "hush") == "Stop"


def test_a_new_file_counts_at_once(folder: Path, cache: ResultCache) -> None:
    kept(folder, cache)
    dance = "language: en\nintents: {Dance: {data: [{sentences: [boogie]}]}}\n"
    (folder / "en" / "Dance.yaml").write_text(dance, "utf-8")
    assert named(kept(folder, cache), "boogie") == "Dance"


def test_changed_code_counts_at_once_wherever_it_lies(
    folder: Path, cache: ResultCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = tmp_path / "language" / "lists" / "words.py"
    code.parent.mkdir(parents=True)
    monkeypatch.setattr(language, "__path__", [str(tmp_path / "language")])
    for written in ("ONE = 1", "TWO = 2"):
        code.write_text(written, "utf-8")
        with monkeypatch.context() as patched:
            patched.setattr(compiler, "lay_out", lambda _: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                kept(folder, cache)
        kept(folder, cache)


def test_an_extension_counts_while_it_is_there(
    folder: Path, cache: ResultCache, tmp_path: Path
) -> None:
    extension = tmp_path / "extension"
    (extension / "en").mkdir(parents=True)
    tea = "language: en\nintents: {Tea: {data: [{sentences: [make tea]}]}}\n"
    (extension / "en" / "Tea.yaml").write_text(tea, "utf-8")
    assert named(kept(folder, cache), "make tea") is None
    assert named(kept(folder, cache, extension), "make tea") == "Tea"
    assert named(kept(folder, cache), "make tea") is None


def test_a_mistake_is_told_though_something_older_is_kept(folder: Path, cache: ResultCache) -> None:
    kept(folder, cache)
    (folder / "en" / "Music.yaml").write_text(STOP.replace("<quiet>", "<loud>"), "utf-8")
    with pytest.raises(SentencesError, match=r"there is no rule <loud>"):
        kept(folder, cache)


def test_sentences_for_a_grammar_are_kept_for_what_was_asked(
    folder: Path, cache: ResultCache
) -> None:
    for _ in range(2):
        of_folder = SentenceCache(folder, (), cache)
        sentences = of_folder.compiled("en").sentences
        for limit in (1, 100):
            chosen = of_folder.covering(sentences, limit, frozenset({"Stop"}))
            assert chosen == sentences.covering(limit, frozenset({"Stop"}))
            assert len(chosen) <= limit


def test_examples_are_kept(
    folder: Path, cache: ResultCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentences = kept(folder, cache).sentences
    drawn = SentenceCache(folder, (), cache).examples(sentences)
    assert "stop music" in drawn.texts
    monkeypatch.setattr(Examples, "of", None)
    assert SentenceCache(folder, (), cache).examples(sentences).texts == drawn.texts


def test_folders_that_lie_elsewhere_have_files_of_their_own(
    folder: Path, cache: ResultCache, tmp_path: Path
) -> None:
    kept(folder, cache)
    kept(folder.rename(tmp_path / "elsewhere"), cache)
    assert len(list((tmp_path / "cache").iterdir())) == 2
