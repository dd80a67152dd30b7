# SPDX-License-Identifier: Apache-2.0
"""The product as its users meet it: the built programs, started for real, on loopback and free ports.

The tests use one house (`house`): a server with its owner, a simulator of each dialect behind a planted key, and
agents in both deliveries. Every answer of the server is kept, so that the canary scan can look through them.
"""

import pytest

from house import House


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("house"))
    try:
        house.open()
        yield house
    finally:
        house.close()


@pytest.fixture
def fresh_house(tmp_path):
    """A server of one's own, for tests that kill it or need it empty."""
    house = House(tmp_path)
    try:
        yield house
    finally:
        house.close()
