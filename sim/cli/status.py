"""Exit status of the commands."""

DONE = 0
MISSED = 1
"""A target is missed, or something is not feasible."""
BAD_INPUT = 2
INTERRUPTED = 130
"""By Ctrl-C (SIGINT): 128 + 2, as shells say it."""
TERMINATED = 143
"""By SIGTERM: 128 + 15."""
