"""Which countries, and which parts of them, have public holidays that can be looked up.

The holidays come from the library `holidays`, which loads all countries to answer about one. So that a scenario is
checked in a moment, ``holiday_places.csv`` beside this file lists its countries and their parts; only what is not in
the list, such as another spelling, is asked of the library. A test says when a release of the library makes the list
due for renewal.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("holiday_places.csv")


@cache
def listed_places() -> dict[str, tuple[str, ...]]:
    """Return the codes of the parts of every listed country, by the country's ISO code of two letters."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["country"]: tuple(row["parts"].split()) for row in csv.DictReader(file)}


def is_country(country: str) -> bool:
    """Return whether the holidays of a country are known, by an ISO code of two or three letters.

    >>> is_country("GB"), is_country("GBR"), is_country("XX")
    (True, True, False)
    """
    if country in listed_places():
        return True
    from holidays.registry import COUNTRIES

    return country in {code for names in COUNTRIES.values() for code in names[1:]}


def is_part(country: str, part: str) -> bool:
    """Return whether a country, itself known, has a part of this code or name.

    >>> is_part("GB", "ENG"), is_part("GB", "England"), is_part("GB", "BY")
    (True, True, False)
    """
    return part in listed_places().get(country, ()) or part in parts_of(country)


def parts_of(country: str) -> tuple[str, ...]:
    """Return the codes, then the names, of the parts of a country, as the library has them."""
    import holidays

    of_country = holidays.country_holidays(country)
    return (*of_country.subdivisions, *of_country.subdivisions_aliases)


def text_of_the_table() -> str:
    """Return what the table should hold for the installed release: codes of countries, and of their parts."""
    from holidays.utils import list_supported_countries

    countries = sorted(list_supported_countries(include_aliases=False).items())
    rows = [f"{country},{' '.join(part for part in parts if ' ' not in part)}\n" for country, parts in countries]
    return "".join(["country,parts\n", *rows])
