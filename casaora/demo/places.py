"""Colombia and Bogotá, with neighborhoods by their real names (coordinates are rough centers)."""

from __future__ import annotations

from decimal import Decimal

from accounts.places.models import City, Market, Neighborhood

MARKETS = [
    # code, English, Spanish, currency, zone, language, open, smallest payout in minor units
    ("CO", "Colombia", "Colombia", "COP", "America/Bogota", "es-CO", True, 5_000_000),
    ("PY", "Paraguay", "Paraguay", "PYG", "America/Asuncion", "es-PY", False, 90_000),
    ("UY", "Uruguay", "Uruguay", "UYU", "America/Montevideo", "es-UY", False, 50_000),
    ("AR", "Argentina", "Argentina", "ARS", "America/Argentina/Buenos_Aires", "es-AR", False, 1_500_000),
]
BOGOTA = [
    ("chapinero-alto", "Chapinero Alto", "4.64600", "-74.05600"),
    ("rosales", "Rosales", "4.65550", "-74.05150"),
    ("chico-norte", "Chicó Norte", "4.68350", "-74.04900"),
    ("usaquen", "Usaquén", "4.69450", "-74.03150"),
    ("cedritos", "Cedritos", "4.72600", "-74.04300"),
    ("teusaquillo", "Teusaquillo", "4.63500", "-74.07400"),
    ("la-soledad", "La Soledad", "4.63050", "-74.07650"),
    ("palermo", "Palermo", "4.63000", "-74.07200"),
    ("la-macarena", "La Macarena", "4.61250", "-74.06500"),
    ("la-candelaria", "La Candelaria", "4.59650", "-74.07300"),
    ("salitre", "Ciudad Salitre", "4.65600", "-74.10700"),
    ("modelia", "Modelia", "4.66900", "-74.12000"),
    ("normandia", "Normandía", "4.67000", "-74.10800"),
    ("pasadena", "Pasadena", "4.69750", "-74.06500"),
    ("santa-barbara", "Santa Bárbara", "4.70200", "-74.03900"),
    ("suba-centro", "Suba", "4.74100", "-74.08400"),
    ("galerias", "Galerías", "4.64450", "-74.07450"),
    ("kennedy-central", "Kennedy", "4.62700", "-74.15600"),
]


def markets() -> dict[str, Market]:
    """All four markets, made or found; only Colombia is open."""
    names = ("name_en", "name_es", "currency", "time_zone", "language", "is_open", "minimum_payout_minor")
    return {m[0]: Market.objects.get_or_create(code=m[0], defaults=dict(zip(names, m[1:], strict=True)))[0] for m in MARKETS}


def bogota() -> City:
    """Bogotá with its neighborhoods, made or found."""
    city, made = City.objects.get_or_create(
        slug="bogota",
        defaults={
            "market": markets()["CO"], "name_en": "Bogotá", "name_es": "Bogotá", "time_zone": "America/Bogota",
            "latitude": Decimal("4.65000"), "longitude": Decimal("-74.08300"), "is_open": True,
        },
    )  # fmt: skip
    if made:
        Neighborhood.objects.bulk_create(
            Neighborhood(city=city, slug=slug, name=name, latitude=Decimal(lat), longitude=Decimal(lon))
            for slug, name, lat, lon in BOGOTA
        )
    return city
