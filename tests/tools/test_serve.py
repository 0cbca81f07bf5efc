"""`make serve`: a free port, fresh files."""

import functools
import threading
import urllib.error
import urllib.request

import pytest

from tools import serve
from tools.house import SetupError


@pytest.fixture
def server(tmp_path):
    """Serve a folder with one page."""
    (tmp_path / "index.html").write_text("<p>Hello")
    handler = functools.partial(serve.QuietHandler, directory=str(tmp_path))
    with serve.listen(handler, None) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_page_is_served_and_not_kept_by_the_browser(server):
    with urllib.request.urlopen(serve.address(server), timeout=10) as answer:
        assert answer.read() == b"<p>Hello"
        assert answer.headers["Cache-Control"] == "no-cache"


def test_a_missing_page_is_not_found(server):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(serve.address(server) + "nowhere", timeout=10)


def test_another_port_is_taken_if_one_is_in_use(server):
    with serve.listen(serve.QuietHandler, None) as other:
        assert other.server_port != server.server_port


def test_a_port_that_was_asked_for_and_is_in_use_is_an_error(server):
    with pytest.raises(SetupError, match=f"Port {server.server_port} is taken"):
        serve.listen(serve.QuietHandler, server.server_port)
