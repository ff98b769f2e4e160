"""Hours and areas are public. Why somebody is away is not: the view ``away`` tells only when."""

from casaora.kit.policies import Table, person, public

_OWN = "SELECT, INSERT, UPDATE, DELETE"
POLICIES = {
    "bookings.WeeklyRange": Table(sees=(public(),), verb=_OWN, why="visitors see open hours before they sign up"),
    "bookings.TimeOff": Table(sees=(person("professional"),), verb=_OWN, reader=True),
    "bookings.Rules": Table(sees=(public(),), verb=_OWN, why="slots are computed from them for visitors too"),
    "bookings.ServedArea": Table(sees=(public(),), verb=_OWN, why="where she goes is part of the profile"),
}
