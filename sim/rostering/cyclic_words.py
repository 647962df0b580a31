"""Words that the solver of cyclic rotas and its checker must mean alike."""

from __future__ import annotations

WISH_WORDS = {
    "shortage": "people missing",
    "surplus": "people more than needed",
    "weekends_worked": "weekends not wholly off",
    "separate_rests": "blocks of days off",
    "single_days_off": "single days off",
    "short_changes": "short changes",
}
"""Each wish in words, as a count of it is shown."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
