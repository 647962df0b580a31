"""What pay consists of besides wages: premiums by law, people who lead, newcomers who work slower."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import Part, Positive

PayPreset = Literal["custom", "eu", "uk", "israel", "usa"]

PREMIUMS: Mapping[PayPreset, Mapping[str, float]] = {
    "custom": {},
    # Directive 2003/88/EC regulates time, not pay: premiums are a matter of the member states and of agreements.
    "eu": {"night_premium": 0.0, "weekend_premium": 0.0, "holiday_premium": 0.0, "overtime_premium": 0.0},
    # No premium by statute; the Working Time Regulations 1998 regulate time, and pay is the contract's, above the
    # minimum wage (gov.uk, Overtime: your rights; Bank holiday pay).
    "uk": {"night_premium": 0.0, "weekend_premium": 0.0, "holiday_premium": 0.0, "overtime_premium": 0.0},
    # Hours of Work and Rest Law, 5711-1951: section 16 (125 % for the first two hours of overtime in a day, then
    # 150 %), 17 (150 % in the weekly rest, and on holidays by case law); nights are shorter, not dearer.
    "israel": {"night_premium": 0.0, "weekend_premium": 0.5, "holiday_premium": 0.5, "overtime_premium": 0.25},
    # Fair Labor Standards Act, 29 USC 207: one and a half times the rate above 40 h in a workweek, and nothing else.
    "usa": {"night_premium": 0.0, "weekend_premium": 0.0, "holiday_premium": 0.0, "overtime_premium": 0.5},
}
"""Least premiums by law, as shares of the wage. A start, not legal advice: agreements and contracts grant more."""


class Leaders(Part):
    """People who lead the team and serve nobody themselves."""

    people_per_leader: Positive
    """People whom one leads: the span of management. A leader of fewer leads a part of the time."""
    wage_per_hour: Positive
    """Gross wage."""
    contract_hours: Annotated[float, Field(gt=0.0, le=60.0)] = 40.0
    """Contract hours a week."""


class Ramp(Part):
    """How long those who replace leavers work slower than others, whose hours others have to work meanwhile.

    Where the people who join stand in the scenario and learn (`joins`, `learning`), the simulation shows it already:
    then leave this out, or it counts twice. The default is the mean of the first year (Cinareo, grade C).
    """

    weeks: Positive = 52.0
    """Weeks until they work like the others."""
    mean_speed: Annotated[float, Field(gt=0.0, le=1.0)] = 0.67
    """Their mean speed in these weeks, relative to that of the others."""
