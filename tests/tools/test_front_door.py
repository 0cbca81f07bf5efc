"""What the README, the workflows and the hooks call exists, and is listed."""

import json
import os
import re
import subprocess
import sys
import tomllib

import pytest
import yaml

from tools.house import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.M))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PAGES = ["README.md", "CONTRIBUTING.md", "book/run.md", "book/instructors.md"]


def targets_named_in(text):
    """Return the targets of `make x` in code, as in `make x` or a line of a block."""
    return set(re.findall(r"(?:^|`)make ([a-z-]+)", text, re.M))


@pytest.mark.parametrize("page", PAGES)
def test_pages_name_only_targets_that_exist(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    assert targets_named_in(text) <= TARGETS


def test_help_lists_every_target():
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True)
    listed = set(re.findall(r"^make ([a-z-]+) ", done.stdout, re.M))
    assert listed == TARGETS - {"clean-all"}
    assert "make clean-all" in done.stdout


def test_readme_names_the_two_commands_and_every_reader_target():
    named = targets_named_in((ROOT / "README.md").read_text(encoding="utf-8"))
    assert named | {"setup", "clean"} == TARGETS


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_calls_what_exists(path):
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow[True]  # YAML reads the key `on` as true
    assert workflow["permissions"]["contents"] == "read"
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 60
        steps = job["steps"]
        assert any("checkout" in step.get("uses", "") for step in steps)
        for step in steps:
            assert ("run" in step) != ("uses" in step)
            command = step.get("run", "")
            if command.startswith("make "):
                assert command.split()[1] in TARGETS
            elif command.startswith("."):
                assert os.access(ROOT / command, os.X_OK)


def test_workflows_are_the_three_that_are_promised():
    assert [path.stem for path in WORKFLOWS] == ["publish", "tests", "weekly"]


def test_ci_runs_the_test_command_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text()
    assert script.rstrip().endswith("exec make test")


def test_hooks_are_local_and_call_what_is_installed():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    for hook in config["repos"][0]["hooks"]:
        assert (ROOT / hook["entry"].split()[0]).exists(), hook["id"]
    command = [sys.executable, "-m", "pre_commit", "validate-config"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def test_lock_holds_every_direct_dependency_and_ends_in_the_project():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    assert lines[-1] == "-e ."
    pins = set()
    for line in lines[:-1]:
        pin = re.fullmatch(r"([\w.-]+)==[\w.+!]+(?: ; .*)?", line)
        assert pin, f"not an exact pin: {line}"
        assert pin[1] not in pins, f"{pin[1]} is pinned twice: outputs differ by reader"
        pins.add(pin[1])
    with open(ROOT / "pyproject.toml", "rb") as file:
        project = tomllib.load(file)["project"]
    extras = project["optional-dependencies"].values()
    wanted = [need for group in [project["dependencies"], *extras] for need in group]
    names = {re.split(r"[^\w.-]", need)[0].lower() for need in wanted}
    assert names <= pins, f"run `make lock`: {sorted(names - pins)}"


def test_npm_lock_holds_no_addresses_and_what_package_json_asks():
    package = json.loads((ROOT / "package.json").read_text())
    text = (ROOT / "package-lock.json").read_text()
    assert "://registry" not in text
    root = json.loads(text)["packages"][""]
    for kind in ("dependencies", "devDependencies"):
        assert root.get(kind, {}) == package.get(kind, {})


def test_license_holds_both_texts():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Redistributions in binary form must reproduce" in text
    assert "Creative Commons Attribution 4.0 International Public License" in text


def test_citation_has_the_version_of_the_project():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    with open(ROOT / "pyproject.toml", "rb") as file:
        assert citation["version"] == tomllib.load(file)["project"]["version"]
