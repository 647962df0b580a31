"""WHAT IF: a YAML file becomes a frozen, validated `Scenario`."""

from sim.scenario.load import change_scenario, load_scenario, validate_scenario
from sim.scenario.model import Scenario

__all__ = ["Scenario", "change_scenario", "load_scenario", "validate_scenario"]
