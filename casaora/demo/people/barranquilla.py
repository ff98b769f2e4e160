"""Barranquilla: eight people who work there and four households."""

from __future__ import annotations

from casaora.demo.people.housekeeping import OVEN, SUPPLIES, WINDOWS
from casaora.demo.people.portraits import (
    AFTERNOONS,
    FRI,
    LONG,
    MON,
    MORNINGS,
    SAT,
    THU,
    TUE,
    WED,
    Habit,
    Household,
    Portrait,
    Work,
)

PROFESSIONALS = (
    Portrait(
        "Candelaria", "Polo", "f", "san-jose", 19,
        "Casa fresca, brisa que entra y ni un grano de arena.",
        "A cool home, the breeze coming in, and not a grain of sand.",
        "Aquí el polvo entra con la brisa, así que limpio dos veces: al llegar y antes de irme. Conozco cada mármol de El Prado.",
        "Here the dust comes in with the breeze, so I clean twice: when I come and before I leave. I know every marble floor of El Prado.",
        (Work("regular-cleaning", 28_000, 120, (SUPPLIES,)), Work("deep-cleaning", 33_000, 240, (OVEN, WINDOWS))), hours=LONG,
    ),
    Portrait(
        "Mileidys", "Barrios", "f", "boston", 8,
        "Guayaberas tiesas y sábanas con olor a sol.",
        "Crisp guayaberas, and sheets that smell of the sun.",
        "El planchado lo hago temprano, antes de que apriete el calor. El almidón lo preparo yo y se nota.",
        "I iron early, before the heat sets in. I make the starch myself, and it shows.",
        (Work("laundry-and-ironing", 27_000, 120), Work("regular-cleaning", 28_000, 180)), hours=MORNINGS,
    ),
    Portrait(
        "Stefany", "Vergara", "f", "ciudad-jardin", 5,
        "Piscina con los dos ojos, cuentos con todas las voces.",
        "Both eyes on the pool, all the voices in the stories.",
        "Fui salvavidas antes que niñera. Sé nadar, sé contar hasta diez, y sé que un niño que se aburre está a punto de inventar algo.",
        "I was a lifeguard before I looked after children. I can swim, count to ten, and know that a bored child is about to invent something.",
        (Work("childcare", 31_000, 180), Work("after-school", 29_000, 120)),
        hours=AFTERNOONS, languages=("es", "en"), certificate="Salvamento acuático, Cruz Roja",
    ),
    Portrait(
        "Rafael Antonio", "Charris", "m", "la-concepcion", 12,
        "Dominó, boleros y la pastilla de las ocho.",
        "Dominoes, boleros, and the pill at eight.",
        "Acompaño señores que no querían que nadie los acompañara. Empiezo por preguntarles de béisbol; lo demás viene solo.",
        "I keep company to gentlemen who wanted none. I begin by asking about baseball; the rest comes by itself.",
        (Work("elder-companionship", 32_000, 180), Work("elder-care", 37_000, 240)), certificate="Auxiliar de enfermería, SENA",
    ),
    Portrait(
        "Génesis", "Altamar", "f", "riomar", 4,
        "Paseos al amanecer, cuando el andén no quema.",
        "Walks at dawn, before the pavement burns.",
        "Antes de las siete y después de las cinco: a otra hora el piso quema las patas, y lo digo aunque pierda el paseo.",
        "Before seven and after five: at other hours the ground burns their paws, and I say so even if I lose the walk.",
        (Work("dog-walking", 20_000, 60), Work("pet-sitting", 23_000, 120)), hours=LONG,
    ),
    Portrait(
        "Dagoberto", "Núñez", "m", "alto-prado", 17,
        "Nevera al hombro no: polea y paciencia.",
        "No fridge on the shoulder: a pulley, and patience.",
        "Con la edad aprendí a usar poleas. Empaco por cuartos, marco por colores y armo primero la cama, para que esa noche se duerma.",
        "With age I learned to use pulleys. I pack by room, mark by color, and set up the bed first, so that everybody sleeps that night.",
        (Work("packing", 34_000, 240), Work("unpacking", 32_000, 180), Work("move-cleaning", 32_000, 240)),
    ),
    Portrait(
        "María José", "Vengoechea", "f", "villa-country", 10,
        "La agenda de tres familias, y ninguna se ha cruzado.",
        "Three families’ calendars, and never a clash.",
        "Trabajé con el Carnaval: si se puede ordenar una comparsa, se puede ordenar un clóset. Hablo inglés y negocio por teléfono.",
        "I worked for the Carnival: who can put a parade in order can put a closet in order. I speak English and bargain on the phone.",
        (Work("organizing", 41_000, 180), Work("personal-assistance", 43_000, 120)), languages=("es", "en"), hours=LONG,
    ),
    Portrait(
        "Eneida", "Castro", "f", "el-prado", 27,
        "Arroz de lisa, butifarra y el mandado completo.",
        "Lisa rice, butifarra, and nothing missing from the list.",
        "Cocino de memoria y pruebo tres veces. Si voy al mercado de Granero, vuelvo con lo que estaba bueno, no con lo que estaba escrito.",
        "I cook from memory and taste three times. From the market I bring what was good, not what was written.",
        (Work("home-cooking", 36_000, 180), Work("errands", 27_000, 120)),
    ),
)  # fmt: skip
HOUSEHOLDS = (
    Household(
        "Tatiana", "Abello", "es", "+573005551401", "villa-country", "Calle 79 # 57-40, apto 803", "Anunciarse con el nombre completo.",
        (Habit("childcare", (MON, FRI), 14, 240, "stefany"), Habit("regular-cleaning", (SAT,), 8, 240, "candelaria")),
    ),
    Household(
        "Guillermo", "Pacheco", "es", "+573005551402", "el-prado", "Carrera 54 # 64-90, casa", "Timbre al lado de la palmera.",
        (Habit("elder-companionship", (TUE, THU), 9, 180, "", "A mi papá le gusta que le lean el periódico.", every=2), Habit("laundry-and-ironing", (WED,), 8, 180, every=2)),
    ),
    Household(
        "Karen", "Ariza", "es", "+573005551403", "riomar", "Carrera 51B # 94-110, apto 1204", "Bajo yo con el perro.",
        (Habit("dog-walking", (MON, WED, FRI), 6, 60, "genesis"), Habit("home-cooking", (THU,), 9, 180, every=2)),
    ),
    Household(
        "Nicole", "Barrow", "en", "+573005551404", "alto-prado", "Calle 82 # 53-15, apto 601", "Blue gate, then the second tower.",
        (Habit("deep-cleaning", (TUE,), 9, 240, every=2), Habit("packing", (FRI,), 9, 240, every=2)),
    ),
)  # fmt: skip
