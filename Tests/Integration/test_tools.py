# SPDX-License-Identifier: Apache-2.0
"""The built-in agent's tools, used by a running agent because its (simulated) model asks for them."""

import os
import subprocess
import time

import pytest


def a_whole_minute_ahead(seconds=35):
    """Windows are minutes: waits for one with enough of it left."""
    if time.time() % 60 > 60 - seconds:
        time.sleep(61 - time.time() % 60)


def git(folder, *arguments):
    subprocess.run(
        ["git", "-C", folder, "-c", "user.name=Ann", "-c", "user.email=a@example.org", *arguments], check=True,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1"}, capture_output=True)


@pytest.fixture
def agent_with(house):
    def make(name, *capabilities, dialect="openai"):
        model = {"openai": "gpt-4o-mini", "anthropic": "claude-haiku-4-5"}[dialect]
        type_id = house.add_type(name, house.providers[dialect], model, capabilities=list(capabilities))
        agent = house.add_agent(name, type_id)
        house.start_agent(agent)
        return house.data / "agents" / agent / "work"
    return make


def use(house, slug, words):
    return house.ask(slug, "use the tool " + words).json["content"]


def test_files_are_written_and_read_and_the_sixth_use_is_told_to_wait(house, agent_with):
    a_whole_minute_ahead()
    work = agent_with("files", "file_operations", dialect="anthropic")
    assert "Made notes/today.md, 5 bytes." in use(house, "files", "write_file path=notes/today.md content=hello")
    assert (work / "notes" / "today.md").read_text() == "hello"
    assert "hello" in use(house, "files", "read_file path=notes/today.md")
    assert "notes/" in use(house, "files", "list_directory path=.")
    assert "must stay inside" in use(house, "files", "read_file path=../log")
    assert "not for this tool" in use(house, "files", "write_file path=.git/hooks/x content=x")
    refused = use(house, "files", "write_file path=more.md content=x")
    assert "rate limit: try again in" in refused
    assert not (work / "more.md").exists() and not (work / ".git").exists()
    assert "No tool named git_status was offered" in use(house, "files", "git_status")


def test_git_is_looked_into_and_runs_nothing(house, agent_with, tmp_path):
    a_whole_minute_ahead()
    work = agent_with("review", "code_review")
    git(work, "init", "-q", "-b", "main")
    (work / "a.txt").write_text("one\n")
    git(work, "add", "-A")
    git(work, "commit", "-q", "-m", "first")
    (work / "a.txt").write_text("two\n")
    mark = work / "ran"
    git(work, "config", "core.fsmonitor", f"touch {mark}")
    git(work, "config", "filter.evil.clean", f"touch {mark}; cat")
    git(work, "config", "diff.external", f"touch {mark}")
    (work / ".gitattributes").write_text("* filter=evil\n")
    assert "## main M a.txt ?? .gitattributes" in use(house, "review", "git_status")
    assert "-one +two" in use(house, "review", "git_diff")
    assert "first" in use(house, "review", "git_log")
    assert "must be a branch" in use(house, "review", f"git_log revision=--output={mark}")
    assert not mark.exists()
    # And it would have run.
    git(work, "status")
    assert mark.exists()
    assert sorted(name for name in os.listdir(work) if name.startswith(".ag2trust")) == []
