"""Which of these pages search engines are told of: those on which somebody can be booked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bookings.catalog.models import Offering
from bookings.cities import queries
from casaora.kit.sitemap import Place


def places(at: datetime) -> Iterator[Place]:
    """All cities together, each city with people, and each service that somebody offers in it. Two statements."""
    yield Place("cities:index")
    cities = [city for city in queries.cities(at) if city.people]
    yield from (Place("cities:city", {"slug": city.slug}) for city in cities)
    rows = Offering.objects.filter(is_live=True, professional__in=queries.people(at).filter(city__in=cities))
    offered = (
        rows.values_list("professional__city__slug", "service__slug")
        .distinct()
        .order_by("professional__city", "service__order", "service__slug")
    )
    # The order's columns are distinct with the pair: a slug is one row.
    yield from (Place("cities:service", {"slug": city, "name": service}) for city, service in offered)
