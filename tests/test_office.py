"""An office: its processes by name, their drafts and versions, all of it in one sealed file, and whether it is well."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import anyio
import pytest

from reconvene.live.callers import ADMINISTRATOR
from reconvene.live.health import Health, examine_office
from reconvene.live.office import Office
from reconvene.live.office_copy import copy_office, restore_office
from reconvene.live.people import list_people, local_lead
from reconvene.live.people_store import open_people_at
from reconvene.live.settings import HERE, name_of, read_settings
from reconvene.live.trust import trust
from reconvene.record.fault import RecordFault
from reconvene.web.house import House
from reconvene.web.serving import house_at, ticking
from tests.command import reconvene
from tests.desk_folders import BEGUN, TEXT

NOW = datetime(2026, 2, 5, 12, tzinfo=UTC)
WORDS = "five long words for one file"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "office")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Ceasefire along the river", "ceasefire-along-the-river"),
        ("Paix à Genève (2026)", "paix-a-geneve-2026"),
        ("平和", "process"),
        ("../../etc/passwd", "etc-passwd"),
        ("a" * 400, "a" * 50),
    ],
)
def test_a_process_is_named_after_its_title(title: str, name: str) -> None:
    assert name_of(title) == name


def test_two_processes_of_one_title_have_two_names(office: Office) -> None:
    assert [office.begin("Talks", TEXT).name for _ in range(3)] == ["talks", "talks-2", "talks-3"]
    assert [place.name for place in office.places] == ["talks", "talks-2", "talks-3"]


@pytest.mark.parametrize("name", ["nothing", "..", "../talks", "Talks", "", "a/b", "case:nowhere"])
def test_a_name_of_no_process_is_told_with_the_nearest(office: Office, name: str) -> None:
    office.begin("Talks", TEXT)
    with pytest.raises(RecordFault) as error:
        office.case(name) if name.startswith("case:") else office.place(name)
    assert error.value.finding.id == "no-such-process"
    assert error.value.finding.help


def test_a_copy_of_a_case_has_every_file_of_it_and_can_be_read(office: Office) -> None:
    place = office.begin_from_case("case:hanoi")
    document = place.versions.read()
    assert document.readable
    assert document.process.packages
    assert len(document.sources) > 1


def test_a_folder_that_somebody_copied_in_takes_nothing_down_and_the_doctor_names_it(office: Office) -> None:
    office.begin("Talks", TEXT)
    shutil.copytree(office.folder / "processes" / "talks", office.folder / "processes" / "Geneva Copy")
    assert [place.name for place in office.places] == ["talks"]
    with pytest.raises(RecordFault):
        office.place("Geneva Copy")
    with open_people_at(office.folder, HERE) as people:
        (told,) = [each for each in examine_office(office, people) if each.what == "Geneva Copy"]
    assert told.health is Health.NOTE
    assert told.next_step


# --- drafts and versions ---


def test_who_writes_second_is_told_and_writes_nothing(office: Office) -> None:
    versions = office.begin("Talks", TEXT).versions
    seen = versions.digest
    versions.write(TEXT + "# mine\n", seen)
    with pytest.raises(RecordFault) as error:
        versions.write(TEXT + "# yours\n", seen)
    assert error.value.finding.id == "draft-changed"
    assert versions.text.endswith("# mine\n")


def test_a_version_stays_as_it_was_saved(office: Office) -> None:
    versions = office.begin("Talks", TEXT).versions
    first = versions.save("anna", "as it came  from the\ntemplate", NOW)
    versions.write(TEXT.replace("within: 30 days", "within: 60 days"))
    second = versions.save("anna", "", NOW)
    assert [each.number for each in versions.saved] == [1, 2]
    assert (first.note, second.note) == ("as it came from the template", "")
    assert versions.text_of(1) == TEXT
    with pytest.raises(RecordFault, match="no version 3"):
        versions.text_of(3)


# --- all of it in one file ---


def test_a_back_up_brings_everything_back_but_what_lets_in(office: Office, tmp_path: Path) -> None:
    place = office.begin("Talks", TEXT)
    place.versions.save("anna", "first", NOW)
    place.set_up(place.versions.read(), "sweden", BEGUN)
    with open_people_at(office.folder, HERE) as people:
        local_lead(people, NOW)
        packed = copy_office(office, people, WORDS)
    office.close()
    (tmp_path / "office.backup").write_bytes(packed)
    assert b"parties" not in packed

    restore_office(tmp_path / "office.backup", tmp_path / "again", WORDS)
    again = Office(tmp_path / "again")
    brought = again.place("talks")
    assert brought.versions.text == TEXT
    assert [each.note for each in brought.versions.saved] == ["first"]
    assert brought.desk.actor == "sweden"
    again.close()
    with open_people_at(tmp_path / "again", HERE) as people:
        assert [each.name for each in list_people(people, ADMINISTRATOR)] == ["local"]


def test_a_back_up_opens_under_its_own_passphrase_alone_and_whole(office: Office, tmp_path: Path) -> None:
    office.begin("Talks", TEXT)
    with open_people_at(office.folder, HERE) as people:
        packed = bytearray(copy_office(office, people, WORDS))
    file = tmp_path / "office.backup"
    file.write_bytes(packed)
    with pytest.raises(RecordFault) as error:
        restore_office(file, tmp_path / "again", "another passphrase altogether")
    assert error.value.finding.id == "no-back-up"
    packed[-1] ^= 1
    file.write_bytes(packed)
    with pytest.raises(RecordFault):
        restore_office(file, tmp_path / "again", WORDS)
    assert not (tmp_path / "again").exists()


def test_nothing_is_restored_over_what_is_there(office: Office, tmp_path: Path) -> None:
    office.begin("Talks", TEXT)
    with pytest.raises(RecordFault) as error:
        restore_office(tmp_path / "any.backup", office.folder, WORDS)
    assert error.value.finding.id == "folder-not-empty"


def test_what_a_killed_program_left_half_written_stands_in_nobodys_way(office: Office, tmp_path: Path) -> None:
    place = office.begin("Talks", TEXT)
    half = place.folder / "versions" / "1"
    half.mkdir(parents=True)
    (half / "gone.yaml").write_text("title: half")
    place.versions.save("anna", "first", NOW)
    assert set(place.versions.contents_of(1)) == {"process.yaml"}

    desk = place.folder / "desk"
    desk.mkdir()
    (desk / ".desk.yaml.k3j2").write_text("reconv")
    place.set_up(place.versions.read(), "sweden", BEGUN)
    assert place.desk.actor == "sweden"

    (place.folder / ".process.yaml.x1").write_text("title: ha")
    with open_people_at(office.folder, HERE) as people:
        (tmp_path / "office.backup").write_bytes(copy_office(office, people, WORDS))
    restore_office(tmp_path / "office.backup", tmp_path / "again", WORDS)
    assert not list((tmp_path / "again").rglob(".process.yaml.*"))


def test_two_programs_that_compare_keys_keep_what_both_compared(office: Office) -> None:
    place = office.begin("Talks", TEXT)
    place.set_up(place.versions.read(), "sweden", BEGUN)
    other = Office(office.folder)
    old = other.place("talks").desk
    assert old.settings.trusts is not None
    trust(place.desk, "north", "ab" * 32)
    trust(old, "south", "cd" * 32)
    kept = read_settings(place.folder / "desk").trusts or {}
    assert set(kept) >= {"sweden", "north", "south"}
    other.close()
    office.close()


def entries_of(house: House) -> int:
    store = house.office.place("talks").desk.store
    return sum(store.head(name).length for name in store.logs())


def entries_after(house: House, *, rests: bool, most: float) -> int:
    """How many entries the record has after the server ran until there were more, or for so many seconds."""
    before = entries_of(house)

    async def serve() -> None:
        app = ticking(house, rests=rests)
        async with app.router.lifespan_context(app):
            with anyio.move_on_after(most):
                while entries_of(house) == before:
                    await anyio.sleep(0.05)

    with ThreadPoolExecutor(1) as other:  # in this thread a browser of another test may have its own loop
        other.submit(anyio.run, serve).result()
    return entries_of(house)


def test_after_a_restore_the_clock_rests_until_the_server_starts_anew(office: Office) -> None:
    """The talks of early 2026 are long over: a clock that goes on has much to say of them."""
    place = office.begin("Talks", TEXT)
    place.set_up(place.versions.read(), "sweden", BEGUN)
    office.close()
    house = house_at(office.folder)
    before = entries_of(house)
    assert entries_after(house, rests=True, most=1) == before
    assert entries_after(house, rests=False, most=60) > before
    house.people.close()
    house.office.close()


# --- whether it is well ---


def test_a_doctor_tells_of_a_draft_with_errors_and_of_a_record_that_is_gone(office: Office) -> None:
    office.begin("Broken", "reconvene: 1\nparties: [\n")
    place = office.begin("Talks", TEXT)
    place.set_up(place.versions.read(), "sweden", BEGUN)
    with open_people_at(office.folder, HERE) as people:
        found = {each.what: each for each in examine_office(office, people)}
        assert found["folder"].health is found["talks: record"].health is Health.WELL
        assert found["broken: draft"].health is Health.NOTE
        place.close()
        (place.folder / "desk" / "record.sqlite3").unlink()
        gone = {each.what: each for each in examine_office(office, people)}["talks: record"]
    assert gone.health is Health.ILL
    assert gone.next_step


def test_the_server_starts_answers_that_it_is_well_and_ends(tmp_path: Path) -> None:
    said = reconvene("serve", "office", "--check", "--no-open", "--port", "0", cwd=tmp_path)
    assert (said.code, said.err) == (0, "")
    assert "answers at http://127.0.0.1:" in said.out
    assert said.out.rstrip().endswith("well.")
    well = reconvene("doctor", "office", cwd=tmp_path)
    assert well.code == 0
    assert "The people can be read: 1 account." in well.out


def test_the_doctor_of_no_office_says_so(tmp_path: Path) -> None:
    said = reconvene("doctor", "nowhere", cwd=tmp_path)
    assert said.code == 2
    assert "no office" in said.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("a-file",), "cannot be the folder of an office"),
        (("office", "--database", "nonsense://somewhere"), "No store of a record is reached by `nonsense`"),
        (
            ("office", "--restore", "a-file", "--database", "postgresql+psycopg://nobody@127.0.0.1:9/none"),
            "a back-up is restored into a folder",
        ),
        (("office", "--host", "999.1.1.1"), "Nothing can listen at `999.1.1.1`"),
    ],
)
def test_a_server_that_cannot_be_is_told_with_the_next_step(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    (tmp_path / "a-file").write_text("no folder")
    told = reconvene("serve", *words, "--check", "--no-open", cwd=tmp_path)
    assert told.code == 2
    assert said in " ".join(told.err.split())
    assert "= help: name" in told.err or "Next: reconvene serve office --restore a-file\n" in told.err


def test_a_doctor_makes_no_office_of_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    assert reconvene("doctor", "papers", cwd=tmp_path).code == 2
    assert not list((tmp_path / "papers").iterdir())


def test_the_people_of_an_office_are_told_on_its_machine(office: Office, tmp_path: Path) -> None:
    office.begin("Talks", TEXT)
    with open_people_at(office.folder, HERE) as people:
        local_lead(people, NOW)
    told = reconvene("people", "list", "office", cwd=tmp_path)
    assert told.code == 0
    assert told.out.startswith("local  lead")
