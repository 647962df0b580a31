"""Changing a scenario where it is uncertain: one value by its path, or everything of a kind by a factor."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sim.errors import suggestion
from sim.scenario.distribution import Distribution
from sim.scenario.duration import duration_text, parse_duration
from sim.scenario.uncertain import Driver, UncertainInput
from sim.timing import SECOND

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

Path_ = tuple[str | int, ...]
Change = tuple[Path_, Any]
"""Where a value stands, and the new one as a file writes it."""


def with_values(scenario: Scenario, inputs: Mapping[str, UncertainInput], values: Mapping[str, float]) -> Scenario:
    """Return the scenario with other values of its uncertain inputs, validated, and without its `uncertainty`.

    `values` are given by name: factors of drivers, values of paths, durations in seconds. Inputs without a value stay
    as they are.

    Raises
    ------
    ValidationError
        If the scenario is not valid with these values.
    """
    data: dict[str, Any] = copy.deepcopy(scenario.model_dump(exclude_unset=True))
    data.pop("uncertainty", None)
    for name, value in values.items():
        about = inputs[name]
        changes = DRIVERS[about.driver](scenario, value) if about.driver else [_at_path(scenario, about.path, value)]
        for path, new in changes:
            _put(data, path, new)
    return type(scenario).model_validate(data)


def acts(scenario: Scenario, driver: Driver) -> bool:
    """Return whether there is anything in the scenario that a driver changes."""
    return any(True for _ in DRIVERS[driver](scenario, 1.0))


def value_at(scenario: Scenario, path: str) -> float | str:
    """Return the number at a path of the scenario, or the duration as text.

    Raises
    ------
    ValueError
        If nothing stands there, or something that is neither number nor duration.
    """
    found: Any = scenario.model_dump(exclude={"uncertainty"})
    for key in path.split("."):
        if not isinstance(found, dict) or key not in found:
            keys = list(found) if isinstance(found, dict) else []
            raise ValueError(
                f"there is no '{key}'{suggestion(key, keys)}; accepted: {', '.join(keys) or 'a key above'}"
            )
        found = found[key]
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        raise ValueError("this is neither a number nor a duration; accepted: the path of one of those")
    if isinstance(found, str):
        try:
            parse_duration(found)
        except ValueError:
            raise ValueError("this is text; accepted: the path of a number or a duration") from None
    return found


def wrong_in_uncertainty(scenario: Scenario, *, tried_at_ends: bool) -> Iterator[str]:
    """Yield what is wrong with uncertain inputs: paths that lead nowhere, and, tried, ends that are not accepted."""
    for name, about in scenario.uncertainty.inputs.items() if scenario.uncertainty is not None else ():
        place = f"uncertainty.inputs.{name}"
        if about.path is not None:
            try:
                stands = value_at(scenario, about.path)
            except ValueError as error:
                yield f"{place}.path: {error}"
                continue
            if not about.reference and isinstance(stands, str) != isinstance(about.low, str):
                kind = "a duration, such as '4 min'" if isinstance(stands, str) else "a number"
                yield f"{place}.low: the value at '{about.path}' is {stands}; accepted: {kind}"
                continue
        for end, value in zip(("low", "high"), about.support, strict=True) if tried_at_ends else ():
            try:
                with_values(scenario, {name: about}, {name: value})
            except (ValidationError, ValueError) as error:
                wrong = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
                said = wrong.removeprefix("Value error, ").splitlines()[0].replace("; accepted: ", ", accepted: ")
                yield f"{place}.{end}: with {value:g} the scenario is not valid: {said}"


def _at_path(scenario: Scenario, path: str | None, value: float) -> Change:
    assert path is not None
    stands = value_at(scenario, path)
    keys = tuple(path.split("."))
    if isinstance(stands, str):
        return keys, _duration(value * SECOND)
    return keys, round(value) if isinstance(stands, int) else value


def _put(data: Any, path: Path_, value: Any) -> None:
    *parents, last = path
    for key in parents:
        data = data[key] if isinstance(key, int) else data.setdefault(key, {})
    data[last] = value


def _duration(microseconds: float) -> str:
    if microseconds < 0:
        raise ValueError("a duration is not negative")
    return duration_text(round(microseconds))


def _stretched(distribution: Distribution, path: Path_, factor: float) -> Iterator[Change]:
    """The durations of a distribution times a factor; whoever never hangs up still never does."""
    for name in ("mean", "tail_mean"):
        length = getattr(distribution, name)
        if length is not None:
            yield (*path, name), _duration(length * factor)
    if distribution.short_share:
        yield (*path, "short_mean"), _duration(distribution.short_mean * factor)
    if distribution.points:
        points = [{"after": _duration(point.after * factor), "share": point.share} for point in distribution.points]
        yield (*path, "points"), points


def _volume(scenario: Scenario, factor: float) -> Iterator[Change]:
    yield ("demand", "volume"), scenario.demand.volume * factor


def _handling_time(scenario: Scenario, factor: float) -> Iterator[Change]:
    for name, topic in scenario.topics.items():
        if isinstance(topic.handling, dict):
            for channel, handling in topic.handling.items():
                yield from _stretched(handling, ("topics", name, "handling", channel), factor)
        else:
            yield from _stretched(topic.handling, ("topics", name, "handling"), factor)


def _patience(scenario: Scenario, factor: float) -> Iterator[Change]:
    for name, channel in scenario.channels.items():
        yield from _stretched(channel.patience, ("channels", name, "patience"), factor)
    for kind, segment in scenario.demand.segments.items():
        for of, patience in segment.patience.items():
            yield from _stretched(patience, ("demand", "segments", kind, "patience", of), factor)


def _resolution(scenario: Scenario, factor: float) -> Iterator[Change]:
    for name, topic in scenario.topics.items():
        yield ("topics", name, "resolution"), min(1.0, topic.resolution * factor)


def _deflection(scenario: Scenario, factor: float) -> Iterator[Change]:
    for topic, share in scenario.self_service.topics.items():
        yield ("self_service", "topics", topic), min(1.0, share * factor)


def _containment(scenario: Scenario, factor: float) -> Iterator[Change]:
    for name, automation in scenario.automation.items():
        for topic, share in automation.topics.items():
            yield ("automation", name, "topics", topic), min(1.0, share * factor)


def _absence(scenario: Scenario, factor: float) -> Iterator[Change]:
    for name, group in scenario.team.groups.items():
        if group.shrinkage.absence > 0:
            yield ("team", "groups", name, "shrinkage", "absence"), group.shrinkage.absence * factor


def _wage(scenario: Scenario, factor: float) -> Iterator[Change]:
    for name, group in scenario.team.groups.items():
        yield ("team", "groups", name, "wage_per_hour"), group.wage_per_hour * factor
    for number, person in enumerate(scenario.team.people):
        if person.wage_per_hour is not None:
            yield ("team", "people", number, "wage_per_hour"), person.wage_per_hour * factor


def _attrition(scenario: Scenario, factor: float) -> Iterator[Change]:
    if scenario.costs.attrition_per_year > 0:
        yield ("costs", "attrition_per_year"), scenario.costs.attrition_per_year * factor


def _vendor_price(scenario: Scenario, factor: float) -> Iterator[Change]:
    for name, vendor in scenario.vendors.items():
        yield ("vendors", name, "price", "rate"), vendor.price.rate * factor
        if vendor.price.overage_rate > 0:
            yield ("vendors", name, "price", "overage_rate"), vendor.price.overage_rate * factor


def _vendor_speed(scenario: Scenario, factor: float) -> Iterator[Change]:
    for name, vendor in scenario.vendors.items():
        yield ("vendors", name, "speed"), vendor.speed * factor


def _vendor_resolution(scenario: Scenario, factor: float) -> Iterator[Change]:
    for name, vendor in scenario.vendors.items():
        yield ("vendors", name, "resolution"), vendor.resolution * factor


DRIVERS: dict[Driver, Callable[[Scenario, float], Iterator[Change]]] = {
    "volume": _volume,
    "handling_time": _handling_time,
    "patience": _patience,
    "resolution": _resolution,
    "deflection": _deflection,
    "containment": _containment,
    "absence": _absence,
    "wage": _wage,
    "attrition": _attrition,
    "vendor_price": _vendor_price,
    "vendor_speed": _vendor_speed,
    "vendor_resolution": _vendor_resolution,
}
"""What each driver changes, by a factor: places and new values."""
