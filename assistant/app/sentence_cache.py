"""The sentences of a household, compiled once and kept for the next start."""

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from sys import version as python_version

from assistant import language as code
from assistant.core.settings import Language
from assistant.language.matching.examples import Examples
from assistant.language.matching.paraphrase import NEVER_GUESSED
from assistant.language.templates.compiler import Compiled
from assistant.language.templates.files import all_files
from assistant.language.templates.sentences import Sentences
from assistant.storage.result_cache import ResultCache, fingerprint


class SentenceCache:
    """What is worked out of the sentence files of a folder and of those that extensions add.

    Reading and compiling them takes a second, choosing sentences for a Korean grammar half of one
    more; what is kept is read in a tenth of a second (Python 3.11, a 2 GHz core).
    """

    def __init__(self, directory: Path, more: Sequence[Path], cache: ResultCache) -> None:
        self._directory = directory
        self._more = more
        self._cache = cache
        self._sources: dict[str, bytes] = {}
        folders = fingerprint(str(folder.absolute()).encode() for folder in (directory, *more))
        self._place = folders.hex()[:8]
        """So that several installations do not take each other's files away."""

    def compiled(self, language: Language) -> Compiled:
        """The sentences of a language; `SentencesError` where a file has a mistake."""

        def compile_them() -> Compiled:
            return Compiled.of(Sentences.load(self._directory, language, self._more))

        source = self._source(language)
        return self._cache.get(f"sentences-{language}-{self._place}", source, compile_them)

    def covering(self, sentences: Sentences, limit: int, first: frozenset[str]) -> list[str]:
        """`sentences.covering`, of sentences that were read from this folder."""
        language = sentences.language
        asked = repr((limit, sorted(first))).encode()
        source = fingerprint((self._source(language), asked))
        return self._cache.get(
            f"covering-{language}-{self._place}", source, lambda: sentences.covering(limit, first)
        )

    def examples(self, sentences: Sentences) -> Examples:
        """What guesses are made by, of sentences that were read from this folder."""
        language = sentences.language
        return self._cache.get(
            f"examples-{language}-{self._place}",
            self._source(language),
            lambda: Examples.of(sentences, NEVER_GUESSED),
        )

    def _source(self, language: str) -> bytes:
        """The fingerprint of all that the results depend on, read once: files, and what compiles them."""
        if language not in self._sources:
            self._sources[language] = fingerprint(self._pieces(language))
        return self._sources[language]

    def _pieces(self, language: str) -> Iterator[bytes]:
        for path in all_files(self._directory, language, self._more):
            yield str(path).encode()
            yield path.read_bytes()
        for path in sorted(Path(code.__path__[0]).rglob("*.py")):
            yield path.read_bytes()
        yield f"{python_version} hassil {version('hassil')} msgspec {version('msgspec')}".encode()
