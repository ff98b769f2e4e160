"""Eight people for animals, moves and everything else."""

from __future__ import annotations

from bookings.availability.actions import Wishes
from casaora.demo.people.housekeeping import CENTER, NORTH, WEST
from casaora.demo.people.portraits import ALWAYS, LONG, MORNINGS, USUAL, WEEKENDS, Portrait, Work

BOXES = ("Brings boxes and paper", "Lleva cajas y papel", 60_000, False)
SECOND_DOG = ("A second dog", "Un segundo perro", 6_000, True)

LIFE = (
    Portrait(
        "Natalia", "Suárez", "f", "la-macarena", 6,
        "Se queda con ellos, también de noche. Fotos cada tres horas.",
        "Stays with them, at night too. Pictures every three hours.",
        "Estudié tres semestres de veterinaria y sé dar una pastilla sin drama. Duermo en el sofá si hace falta; casi siempre el gato también.",
        "I studied veterinary science for three terms and can give a pill without drama. I sleep on the sofa if need be; so, usually, does the cat.",
        (Work("pet-sitting", 27_000, 120), Work("dog-walking", 24_000, 60, (SECOND_DOG,))),
        hours=ALWAYS, wishes=Wishes(works_holidays=True, buffer_before_minutes=30, buffer_after_minutes=30),
    ),
    Portrait(
        "Felipe", "Arango", "m", "chapinero-alto", 8,
        "Una casa a la vez. Los perros vuelven cansados y contentos.",
        "One household at a time. Dogs come back tired and happy.",
        "No paseo en manada: cada perro va a su paso. Conozco los parques de Chapinero y a qué hora está cada uno vacío.",
        "I do not walk packs: every dog goes at its own pace. I know the parks of Chapinero, and when each of them is empty.",
        (Work("dog-walking", 24_000, 60, (SECOND_DOG,)), Work("pet-sitting", 26_000, 120)),
        hours=LONG, areas=(*CENTER, "chico-norte"), languages=("es", "en"),
    ),
    Portrait(
        "Andrés Camilo", "Rincón", "m", "cedritos", 3,
        "Madrugador. A las seis ya va por el segundo parque.",
        "An early riser. By six he is in his second park.",
        "Entreno perros nerviosos con paciencia y pollo cocido. Te cuento cómo fue cada paseo, con hora de salida y de llegada.",
        "I train nervous dogs with patience and boiled chicken. I tell you how each walk went, with the times of leaving and returning.",
        (Work("dog-walking", 22_000, 60, (SECOND_DOG,)),), hours=MORNINGS, areas=(*NORTH, "suba-centro"),
    ),
    Portrait(
        "Julián Esteban", "Mejía", "m", "galerias", 9,
        "Empaca como si fueran sus libros.",
        "Packs as if they were his own books.",
        "Trabajé en el montaje de un museo. Cada caja lleva lista, cuarto y número, para que la primera noche encuentres las sábanas.",
        "I used to set up exhibitions in a museum. Each box has a list, a room and a number, so that on the first night you find the sheets.",
        (Work("packing", 44_000, 240, (BOXES,)), Work("unpacking", 42_000, 180)), areas=(*CENTER, *WEST, "usaquen"),
    ),
    Portrait(
        "Paola Andrea", "Cifuentes", "f", "chico-norte", 7,
        "Clósets que siguen en orden un mes después.",
        "Closets that are still in order a month later.",
        "Diseño el orden con quien lo va a usar, no contra sus costumbres. Nada se bota sin que tú lo digas.",
        "I design order with whoever is going to live in it, not against their habits. Nothing is thrown away unless you say so.",
        (Work("organizing", 54_000, 180), Work("unpacking", 48_000, 180)),
        areas=(*NORTH, "teusaquillo"), languages=("es", "en"),
    ),
    Portrait(
        "Wilson", "Torres", "m", "suba-centro", 15,
        "Mudanzas sin gritos. Y el apartamento queda entregado.",
        "Moves without shouting. And the old place is left ready to hand over.",
        "Vengo de Boyacá y cargo neveras desde los dieciocho. Hoy prefiero planear bien: si se piensa antes, se carga menos.",
        "I come from Boyacá and have carried fridges since I was eighteen. These days I prefer to plan: think first, carry less.",
        (Work("packing", 38_000, 240, (BOXES,)), Work("move-cleaning", 38_000, 240)),
        hours=USUAL, areas=(*NORTH, *WEST, "suba-centro"), can_be_paid=False,
    ),
    Portrait(
        "Claudia Patricia", "Londoño", "f", "rosales", 18,
        "Citas, facturas, regalos: ya está hecho.",
        "Appointments, bills, presents: already done.",
        "Fui asistente de gerencia dieciocho años. Llamo a la EPS, espero en la línea y te cuento solo lo que necesitas decidir.",
        "I was an executive assistant for eighteen years. I call the insurer, wait on the line, and tell you only what you need to decide.",
        (Work("personal-assistance", 52_000, 120), Work("errands", 38_000, 120)),
        areas=(*NORTH, *CENTER), languages=("es", "en"),
    ),
    Portrait(
        "Hernando", "Castellanos", "m", "la-candelaria", 25,
        "Fogón bogotano y filas largas: tiene paciencia para ambos.",
        "Bogotá’s own cooking and long queues: he has patience for both.",
        "Tuve un restaurante pequeño en La Candelaria por veinte años. Ahora cocino en casas y hago vueltas por el centro, que me sé de memoria.",
        "I had a small restaurant in La Candelaria for twenty years. Now I cook in homes and run errands downtown, which I know by heart.",
        (Work("home-cooking", 46_000, 180), Work("errands", 34_000, 120)),
        hours=WEEKENDS, areas=(*CENTER, *WEST), wishes=Wishes(daily_cap=3),
    ),
)  # fmt: skip
