# SPDX-License-Identifier: Apache-2.0
"""An agent's output, followed while it is written, cut and gone."""

import os
import socket
import subprocess

from house import PROGRAMS, wait_for


class Follower:
    """A client of the event stream, a byte at a time if need be."""

    def __init__(self, house, agent, last_id=None):
        self.connection = socket.create_connection(("127.0.0.1", house.control), timeout=30)
        position = f"Last-Event-ID: {last_id}\r\n" if last_id is not None else ""
        self.connection.sendall(
            f"GET /api/agents/{agent}/logs?follow=true HTTP/1.1\r\nHost: 127.0.0.1:{house.control}\r\n"
            f"Authorization: Bearer {house.session}\r\n{position}\r\n".encode())
        self.seen = ""

    def until(self, words):
        while words not in self.seen:
            part = self.connection.recv(65536)
            assert part, f"the stream ended before {words!r}: {self.seen[-500:]}"
            self.seen += part.decode()
        return self.seen

    def last_id(self):
        return [line for line in self.seen.split("\n") if line.startswith("id: ")][-1][4:].strip()

    def close(self):
        self.connection.close()


def log_of(house, agent):
    return next(house.data.glob(f"**/{agent}/log"))


def test_lines_come_as_they_are_written_and_a_reader_goes_on_where_it_was(house):
    agent = house.agents["openai-leased"]
    log = log_of(house, agent)
    follower = Follower(house, agent)
    assert "text/event-stream" in follower.until("retry: 1000")
    with open(log, "ab") as file:
        file.write(b"first planted line\nhalf of a ")
    assert "data: first planted line" in follower.until("first planted line")
    place = follower.last_id()
    follower.close()
    with open(log, "ab") as file:
        file.write(b"second planted line\r\n")
    again = Follower(house, agent, place)
    assert "data: half of a second planted line\n" in again.until("second planted line\n")
    assert "first planted line" not in again.seen

    # Cut as the driver cuts it: the file stays, its content goes.
    with open(log, "r+b") as file:
        file.truncate(0)
    with open(log, "ab") as file:
        file.write(b"after the cut\n")
    again.until("data: after the cut")
    assert "event: cut" in again.seen
    again.close()


def test_the_command_line_follows(house):
    agent = house.agents["openai-leased"]
    log = log_of(house, agent)
    process = subprocess.Popen(
        [PROGRAMS / "ag2trust", "agent", "logs", "openai-leased", "--follow"], stdout=subprocess.PIPE, text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(house.folder), "AG2TRUST_API_KEY": house.api_key,
             "AG2TRUST_URL": f"http://127.0.0.1:{house.control}"})
    try:
        with open(log, "ab") as file:
            file.write(b"for the command line\n")
        assert any("for the command line" in line for line in process.stdout)
    finally:
        process.terminate()
        process.wait(timeout=10)


def test_what_cannot_be_followed_is_refused(house):
    assert house.call("GET", f"/api/agents/{house.providers['openai']}/logs?follow=true").status == 404
    assert house.call("GET", f"/api/agents/{house.agents['openai-env']}/logs?follow=maybe").status == 400
    kind = house.add_type("log-elsewhere", house.providers["openai"], "gpt-4o-mini", "leased", runtime="external")
    agent = house.add_agent("log-elsewhere", kind)
    answer = house.call("GET", f"/api/agents/{agent}/logs?follow=true")
    assert answer.status == 400 and answer.json["details"]["field"] == "follow"


def test_a_server_that_ends_does_not_wait_for_those_who_follow(fresh_house):
    house = fresh_house
    house.start_simulator("openai")
    house.start_server()
    house.set_up()
    agent = house.add_agent("a", house.add_type("a", house.add_provider("openai"), "gpt-4o-mini"))
    house.start_agent(agent)
    follower = Follower(house, agent)
    follower.until("retry: 1000")
    house.server.terminate()
    wait_for(lambda: house.server.poll() is not None, 15, "the end of the server")
    follower.close()
