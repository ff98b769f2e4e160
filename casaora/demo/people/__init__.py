"""Who lives and works in the demo city. Nobody here exists; the neighborhoods do."""

from casaora.demo.people.care import CARE
from casaora.demo.people.households import HOUSEHOLDS
from casaora.demo.people.housekeeping import HOUSEKEEPING
from casaora.demo.people.life import LIFE
from casaora.demo.people.portraits import Habit, Household, Portrait, Work
from casaora.demo.people.team import APPLICANT, TEAM, Colleague

#: The first three make a small city by themselves: Ana Milena by day, Carmen Elisa and Natalia at any hour.
PROFESSIONALS: tuple[Portrait, ...] = (HOUSEKEEPING[0], CARE[0], LIFE[0], *HOUSEKEEPING[1:], *CARE[1:], *LIFE[1:])

__all__ = ["APPLICANT", "HOUSEHOLDS", "PROFESSIONALS", "TEAM", "Colleague", "Habit", "Household", "Portrait", "Work"]
