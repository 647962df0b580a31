"""Tables as people read them, in Markdown: for notebooks, and wherever a page takes Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sim.outputs.words import steady

_MEANS_SOMETHING = re.compile(r"([\\`*_{}\[\]|~$])")


def markdown_of(head: Iterable[str], rows: Iterable[Iterable[tuple[str, str]]], right: Iterable[bool]) -> str:
    r"""Return a table in Markdown: its headings, rows of cells as (text, small print), and which columns hold numbers.

    Text is shown as it is: what would be Markdown or HTML in it is not.

    >>> print(markdown_of(["Topic", "Share"], [[("a|b <i>", ""), ("20 %", "18 to 22 %")]], [False, True]))
    | Topic | Share |
    |:--|--:|
    | a\|b &lt;i> | 20 %<br><small>18 to 22 %</small> |
    """
    lines = [_line(plain(text) for text in head), "|" + "|".join("--:" if number else ":--" for number in right) + "|"]
    for row in rows:
        lines.append(_line(plain(text) + (f"<br><small>{plain(note)}</small>" if note else "") for text, note in row))
    return "\n".join(lines)


def plain(text: str) -> str:
    r"""Return text that reads the same in Markdown: nothing in it is taken for a mark, names keep their direction.

    >>> plain("5 * 3 < x_1")
    '5 \\* 3 &lt; x\\_1'
    """
    text = " ".join(text.split())
    text = _MEANS_SOMETHING.sub(r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))
    return steady(text)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"
