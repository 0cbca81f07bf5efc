"""Collecting from folders and archives that somebody has prepared."""

import errno
import os
import shutil
import socket
import struct
import subprocess
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from handed_in import STUDENTS, WEEK1, digests, kept, lay, notebook, pack, state

from exercises.course import archives, folders, keep
from exercises.course.collect import collect
from exercises.course.keep import CollectError, Store


def run(tmp_path, *sources, roster=STUDENTS):
    return collect(sources, WEEK1, roster, tmp_path / "submitted")


def details(done, what="refused"):
    return " | ".join(p.detail for p in done.problems if p.what == what)


def good_beside(tmp_path, done):
    """Check that a good notebook in the same source was taken all the same."""
    assert [s.student for s in done.submissions] == ["bob"]
    assert done.submissions[0].path.read_bytes() == notebook("bob")
    assert done.needs_attention


# Folders


def test_links_are_not_followed(tmp_path):
    secret = lay(tmp_path / "secret", {"week1.ipynb": notebook("secret")})
    source = lay(tmp_path / "in", {"bob.ipynb": notebook("bob")})
    (source / "ada.ipynb").symlink_to(secret / "week1.ipynb")
    (source / "zoe").symlink_to(secret)
    (source / "loop").symlink_to(source)
    (source / "nowhere.ipynb").symlink_to("/nowhere")
    done = run(tmp_path, source)
    good_beside(tmp_path, done)
    assert details(done).count("a link; it was not followed") == 4
    assert not digests([notebook("secret")]) & kept(tmp_path / "submitted")


def test_pipes_sockets_and_devices_are_not_opened(tmp_path, monkeypatch):
    source = lay(tmp_path / "in", {"bob.ipynb": notebook("bob")})
    os.mkfifo(source / "ada.ipynb")
    monkeypatch.chdir(source)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("zoe.ipynb")
        done = run(tmp_path, source)
    good_beside(tmp_path, done)
    assert "a named pipe" in details(done)
    assert "a socket" in details(done)


def test_device_as_a_source_is_refused_by_name(tmp_path):
    with pytest.raises(CollectError, match="neither a file nor a folder"):
        run(tmp_path, Path("/dev/zero"))


def test_folder_that_becomes_a_link_leads_nowhere(tmp_path):
    secret = lay(tmp_path / "secret", {"a.ipynb": b"secret", "b.ipynb": b"secret"})
    source = lay(tmp_path / "in", {"ada/a.ipynb": b"own a", "ada/b.ipynb": b"own b"})
    texts = []
    for found in folders.walk(source):
        if not texts:
            (source / "ada").rename(tmp_path / "moved")
            (source / "ada").symlink_to(secret)
        assert found.open
        with found.open() as file:
            texts.append(file.read())
    assert texts == [b"own a", b"own b"]


def test_file_that_becomes_a_pipe_or_a_link_is_not_read(tmp_path):
    source = lay(tmp_path / "in", {"a.ipynb": b"a", "b.ipynb": b"b"})
    secret = lay(tmp_path / "secret", {"s": b"secret"}) / "s"
    walk = folders.walk(source)
    first = next(walk)
    (source / "a.ipynb").unlink()
    os.mkfifo(source / "a.ipynb")
    assert first.open
    with pytest.raises(OSError, match="no plain file any more"):
        first.open()
    second = next(walk)
    (source / "b.ipynb").unlink()
    (source / "b.ipynb").symlink_to(secret)
    assert second.open
    with pytest.raises(OSError, match=r".") as caught:
        second.open()
    assert caught.value.errno in (errno.ELOOP, errno.EMLINK)


def test_unreadable_file_and_folder_are_reported(tmp_path, monkeypatch):
    source = lay(
        tmp_path / "in",
        {"ada.ipynb": notebook(), "bob.ipynb": notebook("bob"), "zoe/x": b""},
    )
    (source / "ada.ipynb").chmod(0)
    (source / "zoe").chmod(0)
    real = os.open

    def as_an_ordinary_user(path, flags, *more, **at):
        if at.get("dir_fd") is not None and path in ("ada.ipynb", "zoe"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, flags, *more, **at)

    if os.geteuid() == 0:  # for whom nothing is unreadable
        monkeypatch.setattr(os, "open", as_an_ordinary_user)
    done = run(tmp_path, source)
    monkeypatch.undo()
    (source / "zoe").chmod(0o755)
    good_beside(tmp_path, done)
    assert details(done).count("Permission denied") == 2


def test_hard_linked_file_is_taken_and_reported(tmp_path):
    source = lay(tmp_path / "in", {"bob.ipynb": notebook("bob")})
    os.link(source / "bob.ipynb", tmp_path / "elsewhere")
    done = run(tmp_path, source)
    good_beside(tmp_path, done)
    assert "2 names on its disk" in details(done, "linked")


def test_folders_within_folders_end_somewhere(tmp_path):
    source = lay(tmp_path / "in", {"bob.ipynb": notebook("bob")})
    lay(source / "/".join("d" * 60), {"ada.ipynb": notebook()})
    done = run(tmp_path, source)
    good_beside(tmp_path, done)
    assert "folders within folders, more than 12" in details(done)


def test_names_cannot_command_the_terminal(tmp_path):
    names = [
        "ada\n\x1b[2J.ipynb",
        "\x9b31mweek1.ipynb",
        "\u202eweek1.ipynb",
        "a\rb.ipynb",
    ]
    source = lay(tmp_path / "in", {"bob.ipynb": notebook("bob")})
    lay(source, {name: notebook(name) for name in names})
    (source / os.fsdecode(b"\xff\xfe.ipynb")).write_bytes(notebook("latin"))
    (source / "ada").mkdir()
    (source / "ada" / "x\x1b]0;title\x07.txt").write_bytes(b"")
    done = run(tmp_path, source)
    summary = done.summary()
    assert all(c.isprintable() or c == "\n" for c in summary)
    assert "\\x1b" in summary
    assert "\\udcff" in summary
    assert len(summary.splitlines()) < 20
    given = [notebook(name) for name in [*names, "latin"]]
    assert digests(given) <= kept(tmp_path / "submitted")


@pytest.mark.parametrize(
    "name", ["..", ".", "../x", "/etc", "_week1", "a/b", "a\0b", ""]
)
def test_no_student_is_a_way_out(tmp_path, name):
    store = Store(tmp_path / "submitted", "week1")
    with pytest.raises(CollectError, match="no good id"):
        store.home(name)


def test_exchange_folder_with_a_path_as_student_is_unknown(tmp_path):
    name = "../../x+week1+2026-12-01 10:00:00.0 UTC+abcdefghijkl/week1.ipynb"
    for roster in (STUDENTS, None):
        done = run(
            tmp_path, pack(tmp_path / "in.zip", {name: notebook()}), roster=roster
        )
        assert done.submissions == []
    folder = "..+week1+2026-12-01 10:00:00.0 UTC+abcdefghijkl"
    done = run(
        tmp_path, lay(tmp_path / "in", {f"{folder}/week1.ipynb": b"{}"}), roster=None
    )
    assert [p.what for p in done.problems] == ["unknown student"]


def test_spelling_of_a_name_in_upper_and_lower_case_loses_nothing(tmp_path):
    files = {"ADA.ipynb": notebook("1"), "ada.ipynb": notebook("2")}
    done = run(tmp_path, pack(tmp_path / "in.zip", files))
    assert [s.student for s in done.submissions] == ["ada"]
    assert digests(files.values()) <= kept(tmp_path / "submitted")


# Archives


def patched(path: Path, name: str, at: int, data: bytes, local: int | None = None):
    """Overwrite a field of an entry's header in the table of contents."""
    raw = bytearray(path.read_bytes())
    start = raw.index(b"PK\1\2")
    while raw[start + 46 : start + 46 + len(name)] != name.encode():
        start = raw.index(b"PK\1\2", start + 1)
    raw[start + at : start + at + len(data)] = data
    if local is not None:
        head = struct.unpack("<L", raw[start + 42 : start + 46])[0]
        raw[head + local : head + local + len(data)] = data
    path.write_bytes(raw)
    return path


GOOD = {"bob.ipynb": notebook("bob")}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../../ada.ipynb", "leads out of the archive"),
        ("ada/../../../ada.ipynb", "leads out of the archive"),
        ("/etc/ada.ipynb", "leads out of the archive"),
        ("C:/ada.ipynb", "leads out of the archive"),
        ("ada\\week1.ipynb", "backslash"),
        ("ada\nweek1.ipynb", "control character"),
        ("ada/CON.ipynb", "reserved on Windows"),
        ("ada/" + "x" * 300 + ".ipynb", "empty or too long"),
    ],
)
def test_unsafe_names_in_archives_lead_nowhere(tmp_path, name, why):
    data = notebook("unsafe")
    done = run(tmp_path, pack(tmp_path / "in.zip", {name: data, **GOOD}))
    good_beside(tmp_path, done)
    assert why in details(done)
    assert digests([data]) <= kept(tmp_path / "submitted/_week1/set-aside")
    assert {p.name for p in tmp_path.iterdir()} == {"in.zip", "submitted"}


def test_name_that_ends_at_a_nul_is_seen_whole(tmp_path):
    path = pack(tmp_path / "in.zip", {"ada.ipynbX../x": notebook("nul"), **GOOD})
    raw = path.read_bytes().replace(b"ada.ipynbX", b"ada.ipynb\0")
    path.write_bytes(raw)
    done = run(tmp_path, path)
    good_beside(tmp_path, done)


def test_link_in_an_archive_is_refused(tmp_path):
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("ada.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("bob.ipynb", notebook("bob"))
    done = run(tmp_path, path)
    good_beside(tmp_path, done)
    assert "a link or a device in the archive" in details(done)


@pytest.mark.parametrize("size", [300 << 20, 0xFFFFFFFE])
def test_bomb_that_declares_its_size_is_not_unpacked(tmp_path, size):
    path = pack(tmp_path / "in.zip", {"ada.ipynb": bytes(100_000), **GOOD})
    patched(path, "ada.ipynb", 24, struct.pack("<L", size))
    done = run(tmp_path, path)
    good_beside(tmp_path, done)
    assert "more than 200; it was not unpacked" in details(done)


def test_bomb_by_its_ratio_is_not_unpacked(tmp_path):
    path = pack(tmp_path / "in.zip", {"ada.ipynb": bytes(20 << 20), **GOOD})
    done = run(tmp_path, path)
    good_beside(tmp_path, done)
    assert "unpack to 20 MB (a zip bomb?)" in details(done)


def test_bomb_that_hides_its_size_stops_there(tmp_path):
    path = pack(tmp_path / "in.zip", {"ada.ipynb": bytes(64 << 20), **GOOD})
    patched(path, "ada.ipynb", 24, struct.pack("<L", 1000), local=22)
    tracemalloc.start()
    done = run(tmp_path, path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    good_beside(tmp_path, done)
    assert "damaged in the archive" in details(done)
    assert peak < 16 << 20
    assert sum(f.stat().st_size for f in tmp_path.rglob("submitted/**/*")) < 1 << 20


def test_archive_that_unpacks_to_too_much_altogether(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_TOTAL", 10_000)
    files = {**GOOD, "ada.ipynb": os.urandom(9_900), "zoe.ipynb": os.urandom(9_900)}
    done = run(tmp_path, pack(tmp_path / "in.zip", files))
    assert [s.student for s in done.submissions] == ["bob"]
    assert details(done).count("the archive unpacks to more than") == 2


def of_many_entries(path: Path, many: int, name: bytes = b"a.ipynb") -> Path:
    """Write an archive whose table of contents names one entry many times."""
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0)
    sizes = (0, 0, 0, len(name), 0, 0, 0, 0, 0, 0)
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 33, *sizes) + name
    length, start = len(entry) * many, len(local) + len(name)
    some = min(many, 0xFFFF)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, some, some, length, start, 0)
    path.write_bytes(local + name + entry * many + end)
    return path


@pytest.mark.parametrize(
    ("many", "why"),
    [(100_000, "more than 50000 entries"), (400_000, "table of contents is too long")],
)
def test_archive_of_very_many_entries_is_set_aside_whole(tmp_path, many, why):
    path = of_many_entries(tmp_path / "in.zip", many)
    done = run(tmp_path, path)
    assert done.submissions == []
    assert why in details(done)
    assert "unzip it yourself if you trust it" in details(done)
    assert digests([path.read_bytes()]) == kept(tmp_path / "submitted")


def test_table_of_contents_that_only_zip64_owns_up_to(tmp_path):
    path = of_many_entries(tmp_path / "in.zip", 400_000)
    raw = path.read_bytes()
    body, end = raw[:-22], raw[-22:]
    length, start = struct.unpack("<2L", end[12:20])
    head = (44, 45, 45, 0, 0, 1, 1, length, start)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", *head)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(body), 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 60, start, 0)
    path.write_bytes(body + record + locator + end)
    assert "too long" in details(run(tmp_path, path))


def test_encrypted_entry_is_refused(tmp_path):
    path = pack(tmp_path / "in.zip", {"ada.ipynb": notebook(), **GOOD})
    patched(path, "ada.ipynb", 8, b"\1", local=6)
    done = run(tmp_path, path)
    good_beside(tmp_path, done)
    assert "it is encrypted" in details(done)


def test_method_of_packing_that_may_fill_memory_is_refused(tmp_path):
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ada.ipynb", notebook(), zipfile.ZIP_LZMA)
        archive.writestr("bob.ipynb", notebook("bob"))
    done = run(tmp_path, path)
    good_beside(tmp_path, done)
    assert "packed by method 14" in details(done)


def test_wrong_checksum_is_noticed(tmp_path):
    path = pack(tmp_path / "in.zip", {"ada.ipynb": notebook(), **GOOD})
    patched(path, "ada.ipynb", 16, b"\0\0\0\0", local=14)
    done = run(tmp_path, path)
    good_beside(tmp_path, done)
    assert "damaged in the archive (Bad CRC-32" in details(done)


def test_header_with_another_name_than_the_table_is_noticed(tmp_path):
    path = pack(tmp_path / "in.zip", {"ada.ipynb": notebook(), **GOOD})
    patched(path, "ada.ipynb", 46, b"zoe.ipynb")
    done = run(tmp_path, path)
    good_beside(tmp_path, done)
    assert "differ" in details(done)


@pytest.mark.parametrize(
    "data", [b"", b"PK\3\4", b"PK\5\6", b"no zip", b"PK\3\4" + bytes(5000)]
)
def test_broken_archive_is_set_aside_whole(tmp_path, data):
    path = tmp_path / "in.zip"
    path.write_bytes(data)
    done = run(tmp_path, path)
    assert "unzip it yourself" in details(done)
    assert digests([data]) == kept(tmp_path / "submitted")


@pytest.mark.parametrize("part", [0.5, 0.9, 0.99])
def test_archive_that_was_cut_is_set_aside_whole(tmp_path, part):
    path = pack(tmp_path / "in.zip", GOOD)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    done = run(tmp_path, path)
    assert done.needs_attention
    assert kept(tmp_path / "submitted") == digests([path.read_bytes()])


def test_any_flipped_byte_of_an_archive_is_survived(tmp_path):
    path = pack(tmp_path / "in.zip", {"ada.ipynb": b"{}", "bob.ipynb": b"[]"})
    data = path.read_bytes()
    for place in range(len(data)):
        raw = bytearray(data)
        raw[place] ^= 0xFF
        path.write_bytes(raw)
        into = tmp_path / f"submitted{place}"
        done = collect([path], WEEK1, STUDENTS, into)
        is_whole = digests([bytes(raw)]) <= kept(into)
        told = {s.student for s in done.submissions} | {p.origin for p in done.problems}
        assert is_whole or len(told) >= 2


def test_name_that_is_not_utf8_is_set_aside_with_its_archive(tmp_path):
    path = pack(tmp_path / "in.zip", {"zöe.ipynb": notebook(), **GOOD})
    path.write_bytes(path.read_bytes().replace("zöe".encode(), b"z\xff\xfee"))
    done = run(tmp_path, path)
    assert "is not UTF-8" in details(done)
    assert kept(tmp_path / "submitted") == digests([path.read_bytes()])


def test_utf8_name_that_does_not_say_so_is_read(tmp_path):
    path = pack(tmp_path / "in.zip", {"Zoë Müller.ipynb": notebook("z")})
    raw = bytearray(path.read_bytes())
    for mark, at in ((b"PK\3\4", 7), (b"PK\1\2", 9)):
        raw[raw.index(mark) + at] &= ~0x08
    path.write_bytes(raw)
    assert [s.student for s in run(tmp_path, path).submissions] == ["zoe"]


def test_two_entries_of_one_name_are_both_kept(tmp_path):
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ada.ipynb", notebook("1"))
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("ada.ipynb", notebook("2"))
    done = run(tmp_path, path)
    assert [p.what for p in done.problems] == ["duplicate"]
    assert digests([notebook("1"), notebook("2")]) <= kept(tmp_path / "submitted")


def test_archive_within_is_not_opened(tmp_path):
    inner = pack(tmp_path / "inner.zip", {"ada.ipynb": notebook("inner")})
    done = run(
        tmp_path, pack(tmp_path / "in.zip", {"ada/x.zip": inner.read_bytes(), **GOOD})
    )
    good_beside(tmp_path, done)
    assert "an archive within" in details(done, "not a notebook")
    assert digests([inner.read_bytes()]) <= kept(tmp_path / "submitted")


# Disks


def half_full(monkeypatch, after: int):
    """Let the disk be full after some writes."""
    real, count = keep._write, iter(range(1000))

    def write(out, chunk):
        if next(count) >= after:
            out.write(chunk[: len(chunk) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(out, chunk)

    monkeypatch.setattr(keep, "_write", write)


@pytest.mark.parametrize("after", range(4))
def test_full_disk_leaves_no_half_file(tmp_path, monkeypatch, after):
    files = {f"{name}.ipynb": notebook(name) for name in ("ada", "bob", "zoe")}
    source = lay(tmp_path / "in", files)
    half_full(monkeypatch, after)
    with pytest.raises(CollectError, match="No space left on device; make room"):
        run(tmp_path, source)
    left = kept(tmp_path / "submitted")
    assert left <= digests(files.values())
    monkeypatch.undo()
    done = run(tmp_path, source)
    assert len(done.submissions) == 3
    assert not list((tmp_path / "submitted/_week1").glob(".incoming-*"))


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_truly_full_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(command, check=False).returncode:
        pytest.skip("no tmpfs can be mounted here")
    try:
        files = {f"{name}.ipynb": os.urandom(100_000) for name in ("ada", "bob", "zoe")}
        source = lay(tmp_path / "in", files)
        with pytest.raises(CollectError, match="No space left on device"):
            collect([source], WEEK1, STUDENTS, disk / "submitted")
        assert kept(disk) == set()
        (source / "zoe.ipynb").unlink()
        done = collect([source], WEEK1, STUDENTS, disk / "submitted")
        assert [s.student for s in done.submissions] == ["ada", "bob"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "submitted").write_text("a file")
    source = lay(tmp_path / "in", {"ada.ipynb": notebook()})
    with pytest.raises(CollectError, match="submitted: "):
        run(tmp_path, source)


def test_leftovers_of_a_killed_run_are_cleared_away(tmp_path):
    source = lay(tmp_path / "in", {"ada.ipynb": notebook()})
    run(tmp_path, source)
    before = state(tmp_path / "submitted")
    lay(tmp_path / "submitted/_week1/.incoming-x", {"half": b"half"})
    run(tmp_path, source)
    assert state(tmp_path / "submitted") == before


def test_spoilt_ledger_is_named(tmp_path):
    source = lay(tmp_path / "in", {"ada.ipynb": notebook()})
    lay(tmp_path / "submitted", {"_week1/collected.json": b"{"})
    with pytest.raises(CollectError, match=r"collected\.json: .* delete it"):
        run(tmp_path, source)
