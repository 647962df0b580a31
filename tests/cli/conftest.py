"""What the tests of the command line share."""

import signal

import pytest


@pytest.fixture(autouse=True)
def ctrl_c_counts():
    """A shell that runs the tests in its background has them, and all they start, ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
