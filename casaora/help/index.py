"""Finding an article: an index in memory over questions, words and sentences. Folds accents, takes endings off lightly, forgives a slip.

Pure, and small on purpose: some dozens of articles are read in a millisecond, and no table has to follow the files.
"""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from casaora.help.catalog import ARTICLES
from casaora.help.synonyms import ENDINGS, SILENT, SYNONYMS
from casaora.help.texts import Text, text

#: A word in the question weighs most; then words to be found by, headings, and the rest.
TITLE, WORDS, HEADING, BODY = 9.0, 7.0, 4.0, 1.0
#: What a word of the same meaning, a beginning, or a corrected slip counts of the word itself.
SAME_MEANING, BEGINNING, SLIP = 0.6, 0.5, 0.5
MOST, LONGEST = 8, 200
#: Whatever fits less well than this share of the best is not shown.
WORTH = 0.2
_WORD = re.compile(r"[a-z0-9ñ]+")
#: A sentence in pieces, words and what stands between them, so that words can be marked.
PARTS = re.compile(r"(&#?\w+;|\W+)")


def folded(words: str) -> str:
    """Small letters without accents; ñ stays, because it is a letter of its own."""
    parts = unicodedata.normalize("NFD", words.lower().replace("ñ", "\0"))
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).replace("\0", "ñ")


def stem(word: str, language: str) -> str:
    """Without its commonest ending, so that *reembolso*, *reembolsos* and *reembolsar* meet. At least three letters stay."""
    for ending in ENDINGS[language]:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def stems(words: str, language: str) -> list[str]:
    """The words that say something, without their endings."""
    return [stem(word, language) for word in _WORD.findall(folded(words)) if word not in SILENT[language]]


@dataclass(frozen=True, slots=True)
class Found:
    """An article that answers, how well, and the sentence that says so."""

    text: Text
    score: float
    sentence: str
    stems: frozenset[str]


class Index:
    """Every article of one language."""

    def __init__(self, texts: Iterable[Text], language: str) -> None:
        self.language = language
        self.texts = {each.entry.slug: each for each in texts}
        self.weights: dict[str, dict[str, float]] = defaultdict(dict)
        for slug, each in self.texts.items():
            for word, weight in self._weigh(each).items():
                self.weights[word][slug] = weight
        self.meanings: dict[str, set[str]] = defaultdict(set)
        for group in SYNONYMS[language]:
            same = {found[0] for found in (stems(word, language) for word in group) if len(found) == 1}
            for word in same:
                self.meanings[word] |= same - {word}

    def _weigh(self, each: Text) -> Counter[str]:
        found: Counter[str] = Counter()
        parts = [(TITLE, each.title), (WORDS, " ".join(each.words)), *((HEADING, chapter) for _, chapter in each.body.chapters)]
        for weight, words in parts:
            for word in set(stems(words, self.language)):
                found[word] = max(found[word], weight)  # type: ignore[assignment]
        said = Counter(word for sentence in each.sentences for word in stems(sentence, self.language))
        for word, count in said.items():
            found[word] += BODY * (1 + math.log(count))  # type: ignore[assignment]
        return found

    def find(self, asked: str) -> list[Found]:
        """The articles that fit what was asked, best first."""
        wanted = self._wanted(asked[:LONGEST])
        scores: dict[str, float] = defaultdict(float)
        hit: dict[str, set[int]] = defaultdict(set)
        for number, words in enumerate(wanted):
            best: dict[str, float] = {}
            for word, share in words.items():
                rare = math.log(1 + len(self.texts) / (1 + len(self.weights[word])))
                for slug, weight in self.weights[word].items():
                    best[slug] = max(best.get(slug, 0.0), share * weight * rare)
            for slug, score in best.items():
                scores[slug] += score
                hit[slug].add(number)
        every = frozenset(word for words in wanted for word in words)
        for slug in scores:  # who speaks of everything that was asked comes before who speaks much of a part
            scores[slug] *= (len(hit[slug]) / len(wanted)) ** 2
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        least = ranked[0][1] * WORTH if ranked else 0.0
        return [Found(self.texts[slug], score, self._sentence(self.texts[slug], every), every) for slug, score in ranked[:MOST] if score >= least]

    def _wanted(self, asked: str) -> list[dict[str, float]]:
        """For each word that was asked what may stand for it in an article, and how much that counts."""
        wanted = []
        for word in dict.fromkeys(stems(asked, self.language)):
            may = {word: 1.0} if word in self.weights else {}
            may |= {other: SAME_MEANING for other in self.meanings.get(word, ()) if other in self.weights}
            if len(word) > 2:
                may |= {other: BEGINNING for other in self.weights if other.startswith(word) and other not in may}
            if not may and len(word) > 3:
                near = difflib.get_close_matches(word, [*self.weights, *self.meanings], n=2, cutoff=0.75)
                may = {other: SLIP for other in near if other in self.weights}
                may |= {other: SLIP * SAME_MEANING for slip in near for other in self.meanings.get(slip, ()) if other in self.weights}
            wanted.append(may)
        return wanted

    def _sentence(self, each: Text, every: frozenset[str]) -> str:
        """The sentence with most of the words; of equals the earlier; the short answer where none has any."""
        counted = [(len(every & set(stems(sentence, self.language))), -number) for number, sentence in enumerate(each.sentences)]
        hits, place = max(counted)
        return each.sentences[-place] if hits else each.sentences[0]


@cache
def index(language: str) -> Index:
    """Of a language (es or en), made once in a process."""
    return Index((text(slug, language) for slug in ARTICLES), language)
