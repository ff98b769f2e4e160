"""The one list of services, in both languages, and the first pricing policy of each market; loading it twice changes nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.places.models import Market
from bookings.catalog import legal
from bookings.catalog.cancellation import USUAL
from bookings.catalog.models import Category, PricingPolicy, Service

#: category, slug, English, Spanish, English description, Spanish description
SERVICES = (
    (Category.HOUSEKEEPING, "regular-cleaning", "Regular cleaning", "Aseo general",
     "Kitchen, bathrooms, floors and dust: the house as you like it.", "Cocina, baños, pisos y polvo: la casa como te gusta."),
    (Category.HOUSEKEEPING, "deep-cleaning", "Deep cleaning", "Aseo profundo",
     "Inside ovens, behind furniture, window frames and grout.", "Hornos por dentro, detrás de los muebles, ventanas y juntas."),
    (Category.HOUSEKEEPING, "move-cleaning", "Move-in and move-out cleaning", "Aseo de mudanza",
     "An empty home, ready for whoever comes next.", "Una casa vacía, lista para quien llega."),
    (Category.HOUSEKEEPING, "laundry-and-ironing", "Laundry and ironing", "Lavado y planchado",
     "Washing, drying, ironing and folding, at your home.", "Lavar, secar, planchar y doblar, en tu casa."),
    (Category.CHILDCARE, "childcare", "Childcare", "Cuidado de niños",
     "Company, meals and play while you are out.", "Compañía, comidas y juego mientras no estás."),
    (Category.CHILDCARE, "after-school", "After-school care", "Acompañamiento después del colegio",
     "From the school gate to homework and a snack.", "De la puerta del colegio a las tareas y las onces."),
    (Category.ELDER_CARE, "elder-companionship", "Companionship for older adults", "Compañía para adultos mayores",
     "Conversation, walks, errands and light meals.", "Conversación, paseos, vueltas y comidas ligeras."),
    (Category.ELDER_CARE, "elder-care", "Care for older adults", "Cuidado de adultos mayores",
     "Help with bathing, dressing, meals and reminders. Not medical care.",
     "Ayuda con el baño, la ropa, las comidas y los recordatorios. No es atención médica."),
    (Category.PET_CARE, "dog-walking", "Dog walking", "Paseo de perros",
     "Walks in your neighborhood, one household at a time.", "Paseos por tu barrio, una casa a la vez."),
    (Category.PET_CARE, "pet-sitting", "Pet sitting", "Cuidado de mascotas",
     "Food, play and company at your home.", "Comida, juego y compañía en tu casa."),
    (Category.RELOCATION, "packing", "Packing", "Empaque",
     "Everything wrapped, boxed and labeled, room by room.", "Todo envuelto, en cajas y marcado, cuarto por cuarto."),
    (Category.RELOCATION, "unpacking", "Unpacking", "Desempaque",
     "Boxes out, things in their place, the first night at home.", "Cajas afuera, cosas en su lugar, la primera noche en casa."),
    (Category.RELOCATION, "organizing", "Organizing", "Organización",
     "Closets, kitchens and papers in an order that lasts.", "Clósets, cocinas y papeles en un orden que dura."),
    (Category.LIFESTYLE, "home-cooking", "Home cooking", "Cocina en casa",
     "A meal, or the week's lunches, cooked in your kitchen.", "Una comida, o los almuerzos de la semana, en tu cocina."),
    (Category.LIFESTYLE, "errands", "Errands", "Vueltas",
     "Groceries, queues and paperwork around the city.", "Mercado, filas y trámites por la ciudad."),
    (Category.LIFESTYLE, "personal-assistance", "Personal assistance", "Asistencia personal",
     "Calls, bookings and calendars in good hands.", "Llamadas, reservas y agenda en buenas manos."),
)  # fmt: skip
#: The smallest and the largest subtotal of one visit, in minor units, by currency.
LIMITS = {
    "COP": (2_000_000, 200_000_000),
    "PYG": (35_000, 3_500_000),
    "UYU": (20_000, 2_000_000),
    "ARS": (500_000, 50_000_000),
}


def load() -> list[Service]:
    """Bring the table of services to this list, by slug; safe to run again. Services that left the list stay."""
    with transaction.atomic():
        return [
            Service.objects.update_or_create(
                slug=slug,
                defaults={
                    "category": category, "order": number * 10, "name_en": en, "name_es": es,
                    "description_en": about_en, "description_es": about_es,
                },
            )[0]
            for number, (category, slug, en, es, about_en, about_es) in enumerate(SERVICES, start=1)
        ]  # fmt: skip


def load_pricing(market: Market, since: datetime) -> PricingPolicy:
    """A market's first policy: 15 % service fee, no commission. An existing one is never touched."""
    least, most = LIMITS[market.currency]
    terms = legal.strengthened(USUAL, market=market.code, at=since).as_json()
    defaults = {"valid_from": since, "minimum_subtotal_minor": least, "maximum_subtotal_minor": most, "cancellation_terms": terms}
    return PricingPolicy.objects.get_or_create(market=market, category=None, version=1, defaults=defaults)[0]
