"""The sketches of the language: each loads clean beside what it leaves undefined, and alone misses only names."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconvene.document.load import Document, load, load_text
from reconvene.document.names import SECTIONS
from reconvene.text import yaml
from reconvene.text.edit import apply, remove_entry
from reconvene.text.finding import Severity, Verdict
from reconvene.text.span import Source
from reconvene.text.yaml import Mapping

HERE = Path(__file__).parent
STUB = (HERE / "sketches" / "stub.yaml").read_text(encoding="utf-8")
SKETCHES = sorted((HERE / "sketches").glob("[0-9]*.yaml"))
DESIGN = HERE / "processes" / "design.yaml"
NOT_COMPUTED = {"08": ["equivalents", "expected"]}
"""What the sketches hold of the words that are reserved for later."""


def ids(document: Document) -> list[str]:
    return [finding.id for finding in document.findings]


def tree(text: str) -> tuple[Source, Mapping]:
    source = Source("", text)
    root = yaml.read(source).root
    assert isinstance(root, Mapping)
    return source, root


def section(root: Mapping, key: str) -> Mapping | None:
    entry = root.entry(key)
    return entry.value if entry is not None and isinstance(entry.value, Mapping) else None


def defined(text: str) -> set[str]:
    _, root = tree(text)
    sections = [found for key in SECTIONS if (found := section(root, key)) is not None]
    return {entry.key.text for found in sections for entry in found.entries}


def stub_without(names: set[str]) -> str:
    """The stub file, without the names that a sketch defines itself."""
    text = STUB
    for key in SECTIONS:
        for name in names:
            source, root = tree(text)
            found = section(root, key)
            if found is not None and found.entry(name) is not None:
                text = apply(source, [remove_entry(found, name)])
    return text


def written_as_prose(document: Document) -> list[str]:
    return [finding.span.text for finding in document.findings if finding.id == "not-computed"]


def test_there_is_a_sketch_of_every_construct() -> None:
    assert [path.name[:2] for path in SKETCHES] == [f"{number:02}" for number in range(2, 26)]


def test_the_stub_is_a_process_of_its_own() -> None:
    assert ids(load_text(STUB)) == []


@pytest.mark.parametrize("path", SKETCHES, ids=lambda path: path.stem)
def test_a_sketch_loads_clean_beside_what_it_leaves_undefined(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    (tmp_path / "stub.yaml").write_text(stub_without(defined(text)), encoding="utf-8")
    (tmp_path / "sketch.yaml").write_text(f"{text}include: stub.yaml\n", encoding="utf-8")
    document = load(tmp_path / "sketch.yaml")
    assert [found.message for found in document.findings if found.id != "not-computed"] == []
    assert written_as_prose(document) == NOT_COMPUTED.get(path.name[:2], [])
    assert document.readable


@pytest.mark.parametrize("path", SKETCHES, ids=lambda path: path.stem)
def test_a_sketch_alone_misses_only_names(path: Path) -> None:
    document = load(path)
    assert set(ids(document)) <= {"unknown-name", "not-computed"}
    assert written_as_prose(document) == NOT_COMPUTED.get(path.name[:2], [])


def test_the_example_of_the_design_misses_only_the_names_that_it_leaves_out() -> None:
    document = load(DESIGN)
    assert set(ids(document)) == {"unknown-name"}
    assert [finding.span.text for finding in document.findings] == [
        *("fissile_production", "warheads", "iaea", "dprk", "us", "rok", "japan", "operation_at_yongbyon", "unsc"),
        *("usun_2321", "gacc_2015", "unscr_2321", "unscr_2371", "usun_2371", "dprk.leader"),
        *("sweden", "singapore", "un_secretary_general"),
    ]


def test_the_example_of_the_design_loads_with_these_names(tmp_path: Path) -> None:
    rest = """\
parties: {dprk: {inner: {leader: {kind: leader}}}, us: {kind: state}}
actors:
  iaea: {kind: verifier}
  japan: {kind: ally}
  rok: {kind: ally}
  singapore: {kind: state}
  sweden: {kind: state}
  un_secretary_general: {kind: person}
  unsc: {kind: organisation}
items:
  fissile_production: {scale: [running, dismantled]}
  warheads: {scale: [held, removed]}
acts: {operation_at_yongbyon: {is_a: reactor_operation}}
texts: {unscr_2321: {title: Resolution 2321}, unscr_2371: {title: Resolution 2371}}
sources:
  gacc_2015: {grade: primary}
  usun_2321: {grade: primary}
  usun_2371: {grade: primary}
"""
    (tmp_path / "rest.yaml").write_text(rest, encoding="utf-8")
    (tmp_path / "design.yaml").write_text(f"{DESIGN.read_text(encoding='utf-8')}include: rest.yaml\n", encoding="utf-8")
    document = load(tmp_path / "design.yaml")
    assert [finding.message for finding in document.findings] == []
    assert document.process.title == "Yongbyon for civil relief"
    assert set(document.process.items or {}) == {"yongbyon", "fissile_production", "warheads"}


RESERVED = {
    "a text by language": ("title: x\ntext: {en: Shut down, ko: 폐쇄}\n", "{en: Shut down, ko: 폐쇄}"),
    "a text by language in a duty": (
        "obligations:\n  halt:\n    text: {en: Shut down, ko: 폐쇄}\n",
        "{en: Shut down, ko: 폐쇄}",
    ),
    "a split": ("actors:\n  yugoslavia:\n    splits_into: [serbia, montenegro]\n", "splits_into"),
    "a merger": ("actors:\n  gdr:\n    merges_into: {into: frg, on: 1990-10-03}\n", "merges_into"),
    "names over time": ("actors:\n  turkey:\n    names: {Turkey: until 2022, Türkiye: since 2022}\n", "names"),
    "equivalents": ("units:\n  t_hfo: {of: heavy fuel oil, equivalents: {else: market price}}\n", "equivalents"),
    "expected": (
        """
actors: {us: {}}
items: {talk: {scale: [open, done]}}
obligations: {aid: {by: {shares: {us: 1/4}, expected: {us: talk.done}}}}
""",
        "expected",
    ),
    "a hidden annex": ("annexes:\n  minute: {existence: hidden, seal: sha256-0000}\n", "hidden"),
}


@pytest.mark.parametrize(("text", "words"), RESERVED.values(), ids=RESERVED.keys())
def test_what_is_reserved_for_later_loads_as_prose(text: str, words: str) -> None:
    document = load_text(text)
    (finding,) = document.findings
    assert finding.id == "not-computed"
    assert finding.severity is Severity.INFO
    assert finding.verdict is Verdict.CANNOT_TELL
    assert finding.span.text == words
    assert finding.message.startswith("This version keeps ")
    assert document.readable


@pytest.mark.parametrize("text", ["annexes: {minute: {existence: public}}", "text: Shut down", "annexes: {minute: {}}"])
def test_what_is_not_reserved_is_not_set_aside(text: str) -> None:
    assert ids(load_text(text)) == []
