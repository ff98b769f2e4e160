"""The four markets, and Colombia's eight cities with neighborhoods by their real names (coordinates are rough centers)."""

from __future__ import annotations

from decimal import Decimal

from accounts.places.models import City, Market, Neighborhood
from casaora.demo.neighborhoods import NEIGHBORHOODS

MARKETS = [
    # code, English, Spanish, currency, zone, language, open, smallest payout in minor units
    ("CO", "Colombia", "Colombia", "COP", "America/Bogota", "es-CO", True, 5_000_000),
    ("PY", "Paraguay", "Paraguay", "PYG", "America/Asuncion", "es-PY", False, 90_000),
    ("UY", "Uruguay", "Uruguay", "UYU", "America/Montevideo", "es-UY", False, 50_000),
    ("AR", "Argentina", "Argentina", "ARS", "America/Argentina/Buenos_Aires", "es-AR", False, 1_500_000),
]
#: slug → market, name in both languages, zone, latitude, longitude, open. In the order in which they opened: pages begin with the first.
CITIES = {
    "bogota": ("CO", "Bogotá", "America/Bogota", "4.65000", "-74.08300", True),
    "medellin": ("CO", "Medellín", "America/Bogota", "6.24420", "-75.58120", True),
    "cali": ("CO", "Cali", "America/Bogota", "3.43720", "-76.52250", True),
    "barranquilla": ("CO", "Barranquilla", "America/Bogota", "10.98780", "-74.78890", True),
    "cartagena": ("CO", "Cartagena", "America/Bogota", "10.41000", "-75.53000", True),
    "bucaramanga": ("CO", "Bucaramanga", "America/Bogota", "7.11930", "-73.12270", True),
    "pereira": ("CO", "Pereira", "America/Bogota", "4.81330", "-75.69610", True),
    "santa-marta": ("CO", "Santa Marta", "America/Bogota", "11.24080", "-74.19900", True),
    # Of the closed markets one city each: nobody can be booked there, and nothing shows them.
    "asuncion": ("PY", "Asunción", "America/Asuncion", "-25.28220", "-57.63510", False),
    "montevideo": ("UY", "Montevideo", "America/Montevideo", "-34.90110", "-56.16450", False),
    "buenos-aires": ("AR", "Buenos Aires", "America/Argentina/Buenos_Aires", "-34.60370", "-58.38160", False),
}
OPEN = tuple(slug for slug, row in CITIES.items() if row[-1])


def markets() -> dict[str, Market]:
    """All four markets, made or found; only Colombia is open."""
    names = ("name_en", "name_es", "currency", "time_zone", "language", "is_open", "minimum_payout_minor")
    return {m[0]: Market.objects.get_or_create(code=m[0], defaults=dict(zip(names, m[1:], strict=True)))[0] for m in MARKETS}


def city(slug: str) -> City:
    """One of the cities with its neighborhoods, made or found."""
    market, name, zone, latitude, longitude, is_open = CITIES[slug]
    made, is_new = City.objects.get_or_create(
        slug=slug,
        defaults={
            "market": markets()[market], "name_en": name, "name_es": name, "time_zone": zone,
            "latitude": Decimal(latitude), "longitude": Decimal(longitude), "is_open": is_open,
        },
    )  # fmt: skip
    if is_new:
        Neighborhood.objects.bulk_create(
            Neighborhood(city=made, slug=part, name=called, latitude=Decimal(lat), longitude=Decimal(lon))
            for part, called, lat, lon in NEIGHBORHOODS[slug]
        )
    return made


def cities() -> list[City]:
    """All of them, made or found, in the order in which they opened."""
    return [city(slug) for slug in CITIES]


def bogota() -> City:
    """The first one."""
    return city("bogota")
