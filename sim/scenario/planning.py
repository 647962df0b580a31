"""Rules of rostering, costs and the size of the study."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, WithJsonSchema, field_validator, model_validator

from sim.scenario.base import NotNegative, Part, Positive, Share
from sim.scenario.duration import Duration
from sim.scenario.hours import HoursText, parse_hours
from sim.scenario.ledger import Ledger
from sim.scenario.pay import PREMIUMS, Leaders, PayPreset, Ramp
from sim.scenario.presets import PRESETS, Preset
from sim.scenario.routing import Transfer
from sim.scenario.shift_times import ShiftLength, ShiftStarts, WholeMinutes
from sim.scenario.skills import SkillPresent
from sim.timing import HOUR, MINUTE


class Break(Part):
    """A break within a shift."""

    length: WholeMinutes = 30 * MINUTE
    """How long, in whole minutes."""
    shift_at_least: Duration = 6 * HOUR
    """Shifts of this length or longer have it."""
    paid: bool = False
    """Whether it is paid and counts as working time."""


class Fairness(Part):
    """Weights of what is shared out evenly, per unit of difference between people."""

    nights: NotNegative = 3.0
    weekends: NotNegative = 3.0
    hours: NotNegative = 1.0
    holidays: NotNegative = 3.0
    """Public holidays worked."""
    same_start: NotNegative = 0.0
    """Per further time of the day at which a person's shifts of one calendar week start."""
    unpopular: NotNegative = 3.0
    """Shifts with three hours or more of `unpopular` in them."""
    on_call: NotNegative = 3.0
    """Weeks on call, and weekends and public holidays with a turn."""
    short_notice: NotNegative = 1.0
    """Shifts and turns taken over within seven days, where a roster is repaired: whoever has taken over least so far is
    asked first; 0 asks anybody."""


class Rules(Part):
    """What a roster keeps. Defaults: EU Directive 2003/88 and UK HSE good practice."""

    preset: Preset = "custom"
    """Rules of a law or of good practice, for every key of `rules` that is not given: `eu`, `uk_nights`, `israel`,
    `usa`; what each sets, with its source, is in docs/roster-rules.md."""
    shift_lengths: tuple[ShiftLength, ...] = (8 * HOUR,)
    """Lengths of shifts, breaks included: whole minutes, from an interval of planning to 24 h, and longer than the
    breaks that are due in them."""
    shift_starts: ShiftStarts = HOUR
    """Clock times at which shifts may start, such as `["06:00", "14:30"]`, or the spacing of possible starts from
    midnight on: whole minutes, from 15 min to 24 h."""
    breaks: tuple[Break, ...] = (Break(),)
    """Breaks within a shift."""
    daily_rest: Duration = 11 * HOUR
    """Least rest between two shifts."""
    weekly_rest: Duration = 35 * HOUR
    """Least uninterrupted rest in every seven days."""
    weekly_hours_max: Positive = 48.0
    """Most working hours in a calendar week."""
    hours_tolerance: Share = 0.05
    """How far hours over the horizon may exceed the contract, as a share."""
    days_in_row_max: int = Field(default=6, ge=1, le=14)
    """Most working days in a row."""
    days_in_row_min: int = Field(default=1, ge=1, le=7)
    """Fewest working days in a row."""
    days_off_in_row_min: int = Field(default=1, ge=1, le=7)
    """Fewest days off in a row: 2 for two days off together. A day off is one on which no shift starts."""
    nights_in_row_max: int = Field(default=3, ge=1, le=14)
    """Most nights in a row."""
    nights_in_row_min: int = Field(default=1, ge=1, le=7)
    """Fewest nights in a row."""
    rest_after_nights: Duration = 24 * HOUR
    """Least rest after the last night of a run of nights."""
    night: HoursText = parse_hours({"every day": "00:00-05:00"})
    """The night, local time; premiums are paid for its hours."""
    night_shift_at_least: Duration = 3 * HOUR
    """A shift with at least so much of the night in it is a night shift."""
    night_shift_hours_max: Positive | None = None
    """Most working hours of a night shift."""
    night_weeks_max: int | None = Field(default=None, ge=0, le=3)
    """Most calendar weeks with a night shift among any three in a row."""
    newcomer_for: Duration = 0
    """How long after `joins` a person is a newcomer, who works no night without an experienced colleague of the group
    on shift throughout."""
    skills_present: tuple[SkillPresent, ...] = ()
    """Skills of which people must be on shift at certain hours; what is missing of them is kept small right after
    cover."""
    weekends_off_min: int = Field(default=1, ge=0, le=5)
    """Weekends completely free for each person in every four weeks."""
    weekends_whole: bool = False
    """Whether a weekend is worked on all of its days or on none."""
    overtime_week_after: Positive | None = None
    """Working hours of a calendar week above which hours are overtime: avoided, and paid with
    `costs.overtime_premium`."""
    fairness: Fairness = Fairness()
    """What is shared out evenly."""
    unpopular: HoursText = parse_hours("never")
    """Further hours that nobody likes, such as `{fri: "18:00-24:00"}`, local time."""
    ledger: Annotated[Ledger, WithJsonSchema({"type": "string"})] | None = None
    """Name of a CSV file, relative to this one, in which the running totals of every person are carried from period to
    period: see docs/on_call.md. It need not be there yet."""
    solve_seconds: Positive = 20.0
    """Time the solver may take for one roster."""

    @field_validator("shift_lengths")
    @classmethod
    def _some(cls, lengths: tuple[int, ...]) -> tuple[int, ...]:
        if not lengths:
            raise ValueError("there are no shifts without a length; accepted: one or more, such as [8 h]")
        return lengths

    @model_validator(mode="after")
    def _with_preset(self) -> Self:
        """Fill in what the preset says and the file does not."""
        given = self.model_fields_set
        self.__dict__.update({key: value for key, value in PRESETS[self.preset].items() if key not in given})
        return self


class Serving(Part):
    """How the centre works a contact."""

    attempts_max: int = Field(default=4, ge=1, le=100)
    """Most attempts of one need, the first contact included."""
    rereading: Duration = MINUTE
    """Work added when an interrupted e-mail or post is taken up again."""
    transfer: Transfer = Transfer()
    """How contacts are passed on that came to the wrong people."""
    approval_priority: int = Field(default=5, ge=1, le=9)
    """In which order managers take cases they have to decide, among the priorities of channels; 1 is first."""


class Costs(Part):
    """Prices of labour and technology."""

    currency: str = "EUR"
    """Shown with every amount."""
    exchange_rates: dict[str, Positive] = {}
    """What one unit of another currency costs in this one, such as `{USD: 0.79}`, for prices of vendors."""
    preset: PayPreset = "custom"
    """Least premiums by a law, for every premium below that is not given: `eu`, `uk`, `israel`, `usa`; see
    docs/finance.md. Agreements and contracts usually grant more."""
    loading: Positive = 1.45
    """Full labour cost over gross wage (taxes, benefits)."""
    night_premium: NotNegative = 0.10
    """Share added to the wage for hours at night."""
    weekend_premium: NotNegative = 0.0
    """Share added on weekend days."""
    holiday_premium: NotNegative = 0.5
    """Share added on public holidays."""
    overtime_premium: NotNegative = 0.5
    """Share added to the wage for overtime."""
    attrition_per_year: Annotated[float, Field(ge=0.0, le=5.0)] = 0.35
    """Share of the people who leave in a year."""
    hiring_cost: NotNegative = 0.0
    """Recruiting one person."""
    training_hours: NotNegative = 0.0
    """Paid hours of training of one new person before serving customers."""
    ramp: Ramp | None = None
    """How long those who replace leavers work slower; None: they do not, or the simulation shows it (`learning`)."""
    leaders: Leaders | None = None
    """People who lead the team; None: nobody does, or they are in the overheads."""
    technology_per_seat_month: NotNegative = 0.0
    """Licences and equipment per person."""
    platform_per_month: NotNegative = 0.0
    """Telephony, ticketing and the like, whatever the number of people."""
    lost_contact: NotNegative = 0.0
    """Value lost with each need that is given up unsolved."""
    horizon_months: int = Field(default=12, ge=1, le=240)
    """Months over which the cash flow is followed."""
    discount_rate: Annotated[float, Field(ge=0.0, le=1.0)] = 0.08
    """Interest of a year by which later payments count less."""
    wage_growth_per_year: Annotated[float, Field(gt=-0.5, le=1.0)] = 0.0
    """How much wages rise after every twelve months of the cash flow."""
    inflation_per_year: Annotated[float, Field(gt=-0.5, le=1.0)] = 0.0
    """How much all other prices rise after every twelve months, vendors' too where their contract says nothing else."""
    volume_growth_per_year: Annotated[float, Field(gt=-1.0, le=5.0)] = 0.0
    """How much what is paid by use grows after every twelve months; people and seats stay as planned."""

    @model_validator(mode="after")
    def _with_preset(self) -> Self:
        """Fill in the premiums that the preset says and the file does not."""
        given = self.model_fields_set
        self.__dict__.update({key: value for key, value in PREMIUMS[self.preset].items() if key not in given})
        return self


class Study(Part):
    """How much is simulated, and how sure the answers are to be."""

    replications: int = Field(default=8, ge=2, le=1000)
    """Independent repetitions of the horizon."""
    confidence: Annotated[float, Field(gt=0.5, lt=1.0)] = 0.95
    """Level of the intervals."""


class Source(Part):
    """Where a value comes from."""

    source: str
    """Publication, log or person."""
    grade: Literal["A", "B", "C", "assumed"]
    """A: measured or published with method. B: published. C: weak. assumed: replace with your own."""
