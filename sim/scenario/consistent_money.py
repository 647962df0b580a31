"""What a scenario may not say of prices: names that nothing has, currencies without a rate of exchange."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.errors import suggestion

if TYPE_CHECKING:
    from sim.scenario.model import Scenario


def inconsistent_money(scenario: Scenario) -> Iterator[str]:
    """Yield what contradicts itself about prices, each as ``path: sentence``."""
    yield from _unknown_names_in_rates(scenario)
    yield from _unknown_currencies(scenario)
    yield from _unknown_segments_that_buy(scenario)
    for name in sorted(set(scenario.journeys) & set(scenario.offered_help)):
        yield f"offered_help.{name}: a journey has this name; accepted: another one"


def _unknown_names_in_rates(scenario: Scenario) -> Iterator[str]:
    known: dict[str, list[str]] = {
        "channels": list(scenario.channels),
        "topics": list(scenario.topics),
        "segments": list(scenario.segment_names),
    }
    for name, vendor in scenario.vendors.items():
        for index, rate in enumerate(vendor.price.rates):
            for kind, names in known.items():
                for one in getattr(rate, kind) or ():
                    if one not in names:
                        path = f"vendors.{name}.price.rates.{index}.{kind}"
                        yield f"{path}: unknown name '{one}'{suggestion(one, names)}; accepted: {', '.join(names)}"


def _unknown_segments_that_buy(scenario: Scenario) -> Iterator[str]:
    names = scenario.segment_names
    for topic, about in scenario.topics.items():
        for one in about.upsell.by_segment if about.upsell is not None else ():
            if one not in names:
                path = f"topics.{topic}.upsell.by_segment"
                yield f"{path}: unknown segment '{one}'{suggestion(one, names)}; accepted: {', '.join(names)}"


def _unknown_currencies(scenario: Scenario) -> Iterator[str]:
    known = sorted({scenario.costs.currency, *scenario.costs.exchange_rates})
    for name, vendor in scenario.vendors.items():
        if (currency := vendor.price.currency) is not None and currency not in known:
            yield (
                f"vendors.{name}.price.currency: no rate of exchange for '{currency}'; accepted: {', '.join(known)}, "
                "or one with a rate in costs.exchange_rates"
            )
