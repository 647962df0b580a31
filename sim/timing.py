"""The clock of a run: integer microseconds since the start of the horizon (UTC).

Every duration inside the suite is an integer number of microseconds, so that sums and differences are exact and a
run is the same on every machine. Calendar time exists only at the edges.
"""

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
