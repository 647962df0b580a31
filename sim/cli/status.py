"""Exit status of the commands."""

DONE = 0
MISSED = 1
"""A target is missed, or something is not feasible."""
BAD_INPUT = 2
INTERRUPTED = 130
