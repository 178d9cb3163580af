"""Did you mean: every key and every fixed word of the format, misspelt, is marked in its place and put right."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pytest

from reconvene.document.load import load_text
from reconvene.document.process import Process
from reconvene.document.reader import Reader
from reconvene.document.shape import Either, Kind, ListOf, MapOf, OneOf, Record, record_classes, slots_of
from reconvene.text import yaml
from reconvene.text.edit import apply
from reconvene.text.finding import Finding
from reconvene.text.span import Source
from reconvene.text.spelling import Guesses, distance, nearest
from reconvene.text.yaml import Mapping, Scalar

CLASSES = list(record_classes(Process))
SLOTS = [(cls, key) for cls in CLASSES for key in slots_of(cls)]
EQUALLY_NEAR = {("Process", "sources", "sourcex")}
"""The one misspelling of a long key that is as near to another: `source` is a key of a process too."""


def misspellings(word: str) -> Iterator[str]:
    """The word with one letter changed, at its start, in its middle and at its end."""
    for place in {0, len(word) // 2, len(word) - 1}:
        yield word[:place] + ("x" if word[place] != "x" else "y") + word[place + 1 :]


def as_near(wrong: str, right: str, known: Collection[str]) -> bool:
    """Whether another word is as near to what was written as the right one, so that either may be suggested."""
    return any(distance(wrong, other, 3) <= distance(wrong, right, 3) for other in known if other != right)


def read_record(cls: type[Record], text: str) -> list[Finding]:
    root = yaml.read(Source("draft.yaml", text)).root
    reader = Reader()
    reader.record(cls, root if root is not None else Mapping(Source("", "").head))
    return reader.findings


def fixed_words(kind: Kind | None) -> Iterator[OneOf]:
    match kind:
        case OneOf():
            yield kind
        case ListOf() | MapOf():
            yield from fixed_words(kind.kind)
        case Either():
            for form in (kind.scalar, kind.mapping, kind.sequence):
                yield from fixed_words(form)


WORDS = sorted({one.words for cls in CLASSES for slot in slots_of(cls).values() for one in fixed_words(slot.kind)})


def test_every_record_of_a_process_is_reached() -> None:
    names = {cls.__name__ for cls in CLASSES}
    assert len(CLASSES) > 60
    assert {"Process", "Obligation", "Condition", "Vow", "StageAct", "Spread", "Exemption", "Equivalents"} <= names
    assert len(SLOTS) > 700


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_misspelt_key_is_marked_and_its_true_form_named(cls: type[Record]) -> None:
    for key in slots_of(cls):
        for wrong in misspellings(key):
            (finding,) = [found for found in read_record(cls, f"{wrong}: x\n") if found.id == "unknown-key"]
            assert finding.span.text == wrong
            assert finding.span.location == ("draft.yaml", 1, 1, 1, len(wrong) + 1)
            assert f"`{wrong}`" in finding.message
            if not as_near(wrong, key, slots_of(cls)):
                assert finding.help == f"did you mean `{key}`?"
                assert apply(finding.span.source, finding.fixes[0].edits) == f"{key}: x\n"


@pytest.mark.parametrize("words", WORDS, ids=lambda words: "-".join(words)[:40])
def test_a_misspelt_word_is_marked_and_its_true_form_named(words: tuple[str, ...]) -> None:
    for word in words:
        for wrong in misspellings(word):
            source = Source("draft.yaml", f"key: {wrong}\n")
            reader = Reader()
            OneOf(*words).read(Scalar(wrong, source.span(5, 5 + len(wrong))), reader)
            (finding,) = reader.findings
            assert finding.id == "unknown-word"
            assert finding.span.location == ("draft.yaml", 1, 6, 1, 6 + len(wrong))
            assert all(f"`{known}`" in finding.help for known in words)
            if not as_near(wrong, word, words):
                assert finding.help.startswith(f"did you mean `{word}`? It may be ")
                assert apply(source, finding.fixes[0].edits) == f"key: {word}\n"


def test_only_short_words_can_be_mistaken_for_others() -> None:
    mistaken = {
        (cls.__name__, key, wrong)
        for cls, key in SLOTS
        for wrong in misspellings(key)
        if as_near(wrong, key, slots_of(cls)) and len(key) > 5
    }
    assert mistaken == EQUALLY_NEAR


def test_the_right_key_is_not_written_twice_by_the_fix() -> None:
    (finding,) = read_record(Process, "title: One\ntitel: Two\n")
    assert finding.help == "did you mean `title`?"
    assert finding.fixes == ()


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("on: 2019-01-01", "many programs read `on` as *true*; write `dated`"),
        ("deadline: 2019-06-30", "write it as `within: no later than 2019-06-30`"),
        ("at_latest: 2019-06-30", "write it inside `within`: `60 days of opens and no later than 2019-06-30`"),
        ("returns: lift", "say who goes first: `after`, `in_step_with` or `same_day`"),
        ("status: done", "a process file says what was agreed; what has happened belongs to the record"),
    ],
)
def test_a_key_from_elsewhere_is_answered_with_the_key_that_is_meant(text: str, help: str) -> None:
    (finding,) = load_text(f"obligations:\n  halt:\n    by: nobody\n    {text}\n").findings
    assert finding.id == "unknown-key"
    assert finding.help.startswith(help)


def test_a_key_that_is_near_to_none_is_answered_with_all_of_them() -> None:
    (finding,) = load_text("units: {t_hfo: {colour: black}}").findings
    assert finding.message == "`t_hfo` has no key `colour`."
    assert finding.help.startswith("it may have `of`, `equivalents`, `text`")


NAMED = """\
parties: {north: {inner: {leader: {kind: leader}}}, south: {}}
items: {plant: {scale: [running, sealed]}}
obligations:
  stop:
    by: nroth
    to: south
    brings: plant.seeled
    after: stopp.verified
    within: 30 days of stop.verifed
    judged_by: north.leadr
"""


def test_a_misspelt_name_or_state_is_mended_by_its_fix() -> None:
    document = load_text(NAMED)
    said = [(found.id, found.span.location[1:3], found.span.text, found.fixes[0].title) for found in document.findings]
    assert said == [
        ("unknown-name", (5, 9), "nroth", "write `north`"),
        ("unknown-state", (7, 19), "seeled", "write `sealed`"),
        ("unknown-name", (8, 12), "stopp", "write `stop`"),
        ("unknown-state", (9, 29), "verifed", "write `verified`"),
        ("unknown-state", (10, 22), "leadr", "write `leader`"),
    ]
    mended = apply(document.sources[0], [edit for found in document.findings for edit in found.fixes[0].edits])
    assert load_text(mended).findings == ()


def test_one_name_that_is_unknown_in_many_places_is_one_finding() -> None:
    duties = "".join(f"  duty_{number}: {{by: sout}}\n" for number in range(9))
    document = load_text(f"parties: {{south: {{}}}}\nobligations:\n{duties}")
    (finding,) = document.findings
    assert finding.span.location.line == 3
    assert [reason.message for reason in finding.because] == ["also used here"] * 5 + ["and 3 more"]
    assert [reason.span.location.line for reason in finding.because if reason.span] == [4, 5, 6, 7, 8]
    mended = apply(document.sources[0], finding.fixes[0].edits)
    assert load_text(mended).findings == ()


def test_a_name_in_quotes_is_mended_inside_them() -> None:
    document = load_text('parties: {south: {}}\nobligations: {halt: {by: "each of sout"}}\n')
    (finding,) = document.findings
    assert apply(document.sources[0], finding.fixes[0].edits).endswith('by: "each of south"}}\n')


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("verifed", ["verified", "claimed"], "verified"),
        ("VERIFIED", ["verified"], "verified"),
        ("freeze-yongbyon", ["freeze_yongbyon"], "freeze_yongbyon"),
        ("teh", ["the", "tea"], "tea"),
        ("abc", ["xyz"], None),
        ("", ["a"], "a"),
        ("x" * 200, ["x" * 199], None),
    ],
)
def test_the_nearest_word_is_found(word: str, known: list[str], near: str | None) -> None:
    assert nearest(word, known) == near


def test_guessing_stops_when_there_is_too_much_to_compare() -> None:
    guesses = Guesses(comparisons=5)
    assert guesses.nearest("verifed", ["verified", "claimed"]) == "verified"
    assert guesses.nearest("verifed", ["verified", "claimed"]) == "verified"
    assert guesses.nearest("verifed", ["verified", "claimed"]) is None


@pytest.mark.parametrize(
    ("left", "right", "apart"), [("", "", 0), ("ab", "ba", 1), ("kitten", "sitting", 3), ("a", "b", 1)]
)
def test_the_distance_counts_single_letters(left: str, right: str, apart: int) -> None:
    assert distance(left, right, 3) == distance(right, left, 3) == apart
    assert distance(left, right, 0) == (0 if apart == 0 else 1)
