"""Words that go with numbers, the same in every stage."""

from __future__ import annotations


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun, in the singular or plural; `many` None adds an s.

    >>> counted(1, "week"), counted(0, "week"), counted(1200, "entry", "entries")
    ('1 week', '0 weeks', '1,200 entries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def people(number: int) -> str:
    """Return a number of people.

    >>> people(1), people(26)
    ('1 person', '26 people')
    """
    return counted(number, "person", "people")
