"""What every part of a scenario shares: frozen, no unknown keys, field docstrings that become the schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    """A part of a scenario: immutable, unknown keys forbidden."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        validate_default=False,
        allow_inf_nan=False,
    )

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with other values, which are not checked; what is derived from them is derived anew."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(copied).model_fields.keys():  # cached properties of the old values
            del copied.__dict__[name]
        return copied


Share = Annotated[float, Field(ge=0.0, le=1.0)]
"""A share of a whole, 0 to 1."""


def meant_as_share(given: Any) -> str:
    """Return a question where a number too large for a share looks like per cent, else nothing.

    >>> meant_as_share(80)
    ' (did you mean 0.80?)'
    """
    is_percent = isinstance(given, int | float) and not isinstance(given, bool) and 1 < given <= 100
    return f" (did you mean {given / 100:.2f}{'' if given == round(given) else '…'}?)" if is_percent else ""


Positive = Annotated[float, Field(gt=0.0)]
NotNegative = Annotated[float, Field(ge=0.0)]
