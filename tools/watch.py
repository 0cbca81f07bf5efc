"""Show the site at a local address, and each edit within seconds of saving it.

Usage: watch.py [--port N]

Three parts. A *builder* imports Sphinx, its theme and its extensions once and forks a
child for each build, as starting up is most of a build's time. A *watcher* tells it
what was saved. A *server* adds one line of script to each page it serves, which reloads
the page after a build. The site in _build/html is not touched.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import watchfiles

from tools import house, serve
from tools.house import BUILD, PYTHON, ROOT, SetupError, say

OUT = BUILD / "watch" / "_build" / "html"
ASSETS = ROOT / "book" / "_assets"
BUNDLES = ROOT / "mathlib" / "plotting" / "static"
FOLDERS = ("book", "notebooks", "mathlib", "exercises")
# A change to one of these may change every page, so all are read again.
FAR_REACHING = ("_config.yml", "_toc.yml", "book/_ext", "book/_templates")
NOT_PAGES = (".js", ".css", ".svg", ".png", ".woff2")
EVENTS = "/_watch"
RELOAD = f"""<script>
let seen; new EventSource("{EVENTS}").onmessage = event => {{
  if (seen && seen !== event.data) location.reload();
  seen = event.data;
}};
</script>"""


class Builder:
    """A process that is ready to build at once (`tools.watch_builder`)."""

    def __init__(self) -> None:
        """Start it; it imports while the caller goes on."""
        self.process = subprocess.Popen(
            [PYTHON, "-m", "tools.watch_builder", OUT.parent.parent],
            cwd=ROOT,
            env=house.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def build(self, *, everything: bool) -> int:
        """Build what is out of date, or everything; return the exit code."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps({"everything": everything}) + "\n")
            self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SetupError("The builder ended; its message is above.")
        return json.loads(answer)["code"]

    def stop(self) -> None:
        """End the process."""
        self.process.terminate()
        self.process.wait()


class Bell:
    """Counts builds; those who wait are woken by the next one."""

    def __init__(self) -> None:
        """Begin with a number of its own, so that a restart reloads open pages."""
        self.number = int(time.time() * 1000)
        self.condition = threading.Condition()

    def ring(self) -> None:
        """Wake all that wait."""
        with self.condition:
            self.number += 1
            self.condition.notify_all()

    def wait(self, seen: int, seconds: float) -> int:
        """Return the number once it is not `seen`, or after that many seconds."""
        with self.condition:
            self.condition.wait_for(lambda: self.number != seen, seconds)
            return self.number


class Handler(serve.QuietHandler):
    """Serves pages with the line that reloads them, and the events it listens to."""

    bell: Bell

    def __init__(self, *args: object, **keywords: object) -> None:
        """Serve the folder of this site."""
        super().__init__(*args, directory=str(OUT), **keywords)  # pyright: ignore

    def do_GET(self) -> None:  # noqa: N802
        """Answer with events, a page with the line of script, or a file."""
        page = Path(self.translate_path(self.path))
        if page.is_dir():
            page = page / "index.html"
        if self.path == EVENTS:
            self.send_events()
        elif page.suffix == ".html" and page.is_file():
            html = page.read_text(encoding="utf-8")
            self.send_body("text/html; charset=utf-8", html.replace("</body>", RELOAD))
        else:
            super().do_GET()

    def send_body(self, kind: str, text: str) -> None:
        """Send a text as the whole answer."""
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_events(self) -> None:
        """Send the number of the last build, again and again, until the page closes."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        number = self.bell.number
        with contextlib.suppress(OSError):
            while True:
                self.wfile.write(f"data: {number}\n\n".encode())
                self.wfile.flush()
                number = self.bell.wait(number, seconds=10)


def changes() -> Iterator[set[Path]]:
    """Yield the files of this book that were saved, as they are."""
    root_files = [ROOT / "_config.yml", ROOT / "_toc.yml"]
    times = [path.stat().st_mtime_ns for path in root_files]
    folders = [ROOT / name for name in FOLDERS if (ROOT / name).is_dir()]
    options = {
        "debounce": 200,
        "step": 50,
        "rust_timeout": 500,
        "yield_on_timeout": True,
    }
    for found in watchfiles.watch(*folders, **options):  # pyright: ignore
        paths = {Path(name) for _, name in found if BUNDLES not in Path(name).parents}
        now = [path.stat().st_mtime_ns for path in root_files]
        pairs = zip(root_files, now, times, strict=True)
        paths |= {path for path, new, old in pairs if new != old}
        times = now
        if paths:
            yield paths


def is_far_reaching(path: Path) -> bool:
    """Say whether a change of this file may change every page."""
    name = path.relative_to(ROOT).as_posix()
    return name.startswith(FAR_REACHING)


def copy_assets(paths: Iterable[Path]) -> None:
    """Bring changed styles, scripts and pictures to the site (Sphinx would not)."""
    if any(ASSETS / "figures" in path.parents for path in paths):
        house.run([house.BIN / "node", "tools/build_figures.mjs"], show=False)
    for source, target in ((ASSETS, "_static"), (BUNDLES, "_static/figures")):
        if source.is_dir():
            shutil.copytree(source, OUT / target, dirs_exist_ok=True)


def update(builder: Builder, paths: set[Path]) -> None:
    """Bring the site up to date with the files that were saved."""
    start = time.monotonic()
    pages = {path for path in paths if path.suffix not in NOT_PAGES}
    try:
        if paths - pages:
            copy_assets(paths - pages)
        if pages:
            builder.build(everything=any(map(is_far_reaching, pages)))
    except house.CommandError as failure:
        print(failure.output, file=sys.stderr, flush=True)
    names = ", ".join(sorted(path.name for path in paths)[:3])
    say(f"{time.strftime('%H:%M:%S')}  {names}: {time.monotonic() - start:.1f} s")


def main() -> int:
    """Build, serve, and build again after each change, until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int)
    options = parser.parse_args()
    start = time.monotonic()
    say("Building the site ...")
    builder = Builder()
    try:
        builder.build(everything=False)
        Handler.bell = Bell()
        with serve.listen(Handler, options.port) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            copy_assets(())
            say(f"Ready in {time.monotonic() - start:.1f} s.")
            say(f"The book is at {serve.address(server)}   (Ctrl-C stops it)")
            for paths in changes():
                update(builder, paths)
                Handler.bell.ring()
    except KeyboardInterrupt:
        say("")
    finally:
        builder.stop()
    return 0


if __name__ == "__main__":
    sys.exit(house.guarded(main))
