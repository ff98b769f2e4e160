"""Who lives and works in the demo cities. Nobody here exists; the neighborhoods do."""

from dataclasses import replace

from casaora.demo.people import barranquilla, bucaramanga, cali, cartagena, medellin, pereira, santa_marta
from casaora.demo.people.care import CARE
from casaora.demo.people.households import HOUSEHOLDS as OF_BOGOTA
from casaora.demo.people.housekeeping import HOUSEKEEPING
from casaora.demo.people.life import LIFE
from casaora.demo.people.portraits import Habit, Household, Portrait, Work
from casaora.demo.people.team import APPLICANT, TEAM, Colleague

#: The cities after Bogotá, in the order in which they opened.
ELSEWHERE = {
    "medellin": medellin, "cali": cali, "barranquilla": barranquilla, "cartagena": cartagena, "bucaramanga": bucaramanga,
    "pereira": pereira, "santa-marta": santa_marta,
}  # fmt: skip
#: The first three make a small city by themselves: Ana Milena by day, Carmen Elisa and Natalia at any hour.
PROFESSIONALS: tuple[Portrait, ...] = (
    HOUSEKEEPING[0], CARE[0], LIFE[0], *HOUSEKEEPING[1:], *CARE[1:], *LIFE[1:],
    *(replace(who, city=city) for city, there in ELSEWHERE.items() for who in there.PROFESSIONALS),
)  # fmt: skip
HOUSEHOLDS: tuple[Household, ...] = (
    *OF_BOGOTA, *(replace(who, city=city) for city, there in ELSEWHERE.items() for who in there.HOUSEHOLDS),
)  # fmt: skip

__all__ = ["APPLICANT", "HOUSEHOLDS", "PROFESSIONALS", "TEAM", "Colleague", "Habit", "Household", "Portrait", "Work"]
