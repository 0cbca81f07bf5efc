"""The committed bundles of the moving figures are those of their sources."""

import gzip
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "mathlib" / "plotting" / "static"
DESCRIPTION = json.loads((STATIC / "figures.json").read_text("utf-8"))


def digest(path):
    text = path.read_text("utf-8").replace("\r\n", "\n")
    return hashlib.sha256(text.encode()).hexdigest()


def test_bundles_were_made_from_the_sources_as_they_are():
    folder = ROOT / "book" / "_assets" / "figures"
    paths = [*folder.rglob("*.js"), *folder.rglob("*.css")]
    paths.append(ROOT / "tools" / "build_figures.mjs")
    found = {path.relative_to(ROOT).as_posix(): digest(path) for path in paths}
    assert found == DESCRIPTION["sources"], "stale: run node tools/build_figures.mjs"


def test_bundling_again_changes_nothing():
    node = shutil.which("node", path=f"{ROOT}/.venv/bin") or shutil.which("node")
    if not node or not (ROOT / "node_modules" / "esbuild").exists():
        pytest.skip("no Node with esbuild here; the hashes of the sources are compared")
    command = [node, "tools/build_figures.mjs", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_each_figure_has_a_bundle_and_describes_its_parameters():
    bundles = {path.stem for path in STATIC.glob("*.js")} - {"kernel", "loader"}
    assert bundles == set(DESCRIPTION["figures"])
    for figure in DESCRIPTION["figures"].values():
        assert figure["label"]
        assert all(figure["params"].values())


def test_code_stays_light():
    size = {p.stem: len(gzip.compress(p.read_bytes())) for p in STATIC.iterdir()}
    assert size.pop("kernel") < 12_000  # bytes, gzipped; once for the whole book
    assert max(size.values()) < 4_000
