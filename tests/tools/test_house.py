"""The helpers behind `make`: commands, errors in words, folders that change places."""

import os
import subprocess
import sys
import threading
import time

import pytest

from tools import house, installer


def test_run_returns_all_lines_and_shows_those_not_hidden(capsys):
    code = "print('kept'); print(' + hidden'); print('\\x1b[31mred\\x1b[0m')"
    output = house.run([sys.executable, "-c", code], hide=("+ ",))
    assert output == "kept\n + hidden\nred\n"
    assert capsys.readouterr().out == "  kept\n  red\n"


def test_run_raises_with_the_output_of_what_failed():
    code = "import sys; print('to stdout'); sys.exit('to stderr')"
    with pytest.raises(house.CommandError) as caught:
        house.run([sys.executable, "-c", code], show=False)
    assert caught.value.code == 1
    assert sorted(caught.value.output.split("\n")) == ["", "to stderr", "to stdout"]


def test_run_gives_a_sign_of_life(monkeypatch, capsys):
    monkeypatch.setattr(house, "HEARTBEAT", 0.1)
    house.run([sys.executable, "-c", "import time; time.sleep(1.5)"])
    assert "still at it" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("output", "trouble"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("npm error code ENOSPC", "The disk is full"),
        ("Failed to establish a new connection: [Errno 111]", "network cannot be"),
        ("npm error code ENOTFOUND", "network cannot be"),
        ("error: Temporary failure in name resolution", "network cannot be"),
        ("[Errno 13] Permission denied: '/x'", "Permission denied"),
    ],
)
def test_diagnose_knows_what_tools_say(output, trouble):
    assert trouble in str(house.diagnose(output))


@pytest.mark.parametrize(
    "output", ["ModuleNotFoundError: No module named 'x'", "2 warnings", ""]
)
def test_diagnose_does_not_guess(output):
    assert house.diagnose(output) is None


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has none")
def test_a_full_disk_is_one_paragraph(capsys):
    def fill():
        code = "open('/dev/full', 'w').write(10_000 * 'x')"
        house.run([sys.executable, "-c", code])
        return 0

    assert house.guarded(fill) == 1
    assert "The disk is full" in capsys.readouterr().err


def test_guarded_lets_a_mistake_of_ours_through():
    def wrong():
        raise KeyError("x")

    with pytest.raises(KeyError):
        house.guarded(wrong)


def test_replace_folder_takes_the_place(tmp_path):
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    house.replace_folder(tmp_path / "new", tmp_path / "old")
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert [path.name for path in (tmp_path / "old").iterdir()] == ["new"]


def test_only_one_lets_the_second_wait(monkeypatch, tmp_path):
    monkeypatch.setattr(house, "BUILD", tmp_path)
    order = []

    def second():
        with house.only_one("x"):
            order.append("second")

    with house.only_one("x"):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.2)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_pip_settings_of_the_environment_win():
    listing = (
        ":env:.find-links='/env'\n"
        "global.extra-index-url='file:///a file:///b'\n"
        "global.find-links='/files'\n"
        "download.find-links='/not-for-install'\n"
    )
    settings = installer.parse_pip_settings(listing)
    assert settings == {
        "find-links": "/env",
        "extra-index-url": "file:///a file:///b",
    }


def test_uv_is_told_what_pip_knows(monkeypatch):
    settings = {
        "index-url": "https://mirror/simple",
        "extra-index-url": "file:///a file:///b",
        "find-links": "/wheels",
        "cert": "/ca.pem",
        "no-index": "0",
    }
    monkeypatch.setattr(installer, "_pip_settings", lambda: settings)
    options, extra = installer.uv_options()
    assert " ".join(options[1:]) == (
        "--default-index https://mirror/simple --index file:///a --index file:///b"
        " --find-links /wheels"
    )
    assert extra == {"SSL_CERT_FILE": "/ca.pem"}


def test_fetched_pip_with_another_hash_is_refused(monkeypatch):
    link = f'<a href="../../{installer.PIP_WHEEL}#sha256=0">'.encode()
    answers = {
        "https://mirror/simple/pip/": link,
        f"https://mirror/{installer.PIP_WHEEL}": b"not pip",
    }
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror/simple/")
    monkeypatch.setattr(installer, "_get", answers.__getitem__)
    with pytest.raises(house.SetupError, match="has not the known hash"):
        installer._fetch_pip()


def test_make_and_scripts_agree_on_exit_codes():
    code = "from tools import house; raise SystemExit(house.guarded(lambda: 3))"
    done = subprocess.run([sys.executable, "-c", code], cwd=house.ROOT)
    assert done.returncode == 3
