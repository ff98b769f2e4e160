"""Cali: eight people who work there and four households."""

from __future__ import annotations

from casaora.demo.people.housekeeping import SUPPLIES, WINDOWS
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
    WEEKENDS,
    Habit,
    Household,
    Portrait,
    Work,
)

PROFESSIONALS = (
    Portrait(
        "Yurani", "Caicedo", "f", "siloe", 7,
        "Limpia con salsa y no deja una esquina.",
        "Cleans to salsa and leaves no corner out.",
        "Bajo de Siloé temprano, antes del calor. Muevo los muebles, limpio detrás y los dejo donde estaban, que nadie note sino lo limpio.",
        "I come down from Siloé early, before the heat. I move the furniture, clean behind it and put it back, so that only the clean shows.",
        (Work("regular-cleaning", 29_000, 120, (SUPPLIES,)), Work("deep-cleaning", 34_000, 240, (WINDOWS,))), hours=LONG,
    ),
    Portrait(
        "Nelly", "Sinisterra", "f", "tequendama", 16,
        "Ropa blanca que sigue blanca.",
        "Whites that stay white.",
        "De mi abuela de Timbiquí aprendí a quitar manchas sin gastar la tela. Lavo por colores, seco a la sombra y plancho sentada en silencio.",
        "My grandmother from Timbiquí taught me to take out stains without wearing the cloth. I wash by color, dry in the shade, iron in silence.",
        (Work("laundry-and-ironing", 28_000, 120), Work("regular-cleaning", 29_000, 180)), hours=MORNINGS,
    ),
    Portrait(
        "Daniela", "Ararat", "f", "san-fernando", 6,
        "Juegos de calle, canciones y siesta a su hora.",
        "Street games, songs, and naps on time.",
        "Estudié recreación en la Escuela Nacional del Deporte. Conmigo los niños llegan cansados a la cena y duermen derecho.",
        "I studied recreation at the National School of Sports. After a day with me children are tired at dinner and sleep through.",
        (Work("childcare", 32_000, 180), Work("after-school", 30_000, 120)), hours=AFTERNOONS, certificate="Primeros auxilios, Bomberos Voluntarios de Cali",
    ),
    Portrait(
        "Blanca Nieves", "Velasco", "f", "versalles", 23,
        "Enfermera jubilada: sin afán y con ojo clínico.",
        "A retired nurse: unhurried, and she sees everything.",
        "Treinta años en el Hospital Universitario. Ya no pongo inyecciones; acompaño, camino despacio y aviso a tiempo cuando algo cambia.",
        "Thirty years at the university hospital. I no longer give injections; I keep company, walk slowly, and tell in time when something changes.",
        (Work("elder-care", 40_000, 240), Work("elder-companionship", 34_000, 180)), certificate="Enfermería, Universidad del Valle",
    ),
    Portrait(
        "Brayan", "Lucumí", "m", "el-ingenio", 3,
        "Corre con los que corren, espera a los que huelen.",
        "Runs with the runners, waits for the sniffers.",
        "Entreno por las mañanas, así que los perros con energía son mi gusto. A los viejitos les doy la vuelta corta y su tiempo.",
        "I train in the mornings, so dogs with energy are my pleasure. The old ones get the short round and all their time.",
        (Work("dog-walking", 20_000, 60), Work("pet-sitting", 23_000, 120)), hours=LONG,
    ),
    Portrait(
        "Orlando", "Mina", "m", "la-flora", 14,
        "Empaca vidrio, carga poco y nunca tarde.",
        "Packs glass, carries little, is never late.",
        "Catorce años de mudanzas y un solo florero roto: lo cuento yo antes de que lo cuente otro. Hago inventario con fotos.",
        "Fourteen years of moves and one broken vase: I tell it myself before anybody else does. I make a list with pictures.",
        (Work("packing", 36_000, 240), Work("unpacking", 34_000, 180), Work("move-cleaning", 34_000, 240)),
    ),
    Portrait(
        "Ximena", "Borrero", "f", "granada", 9,
        "Agenda al día y cocinas que se entienden.",
        "Calendars up to date, and kitchens that make sense.",
        "Organizo como en un restaurante: lo de cada día a la mano, lo de diciembre arriba. También pago recibos y espero al técnico.",
        "I organize as a restaurant does: daily things at hand, December’s on top. I also pay bills and wait for the repairman.",
        (Work("organizing", 42_000, 180), Work("personal-assistance", 42_000, 120)), languages=("es", "en"), hours=LONG,
    ),
    Portrait(
        "Apolonia", "Hurtado", "f", "san-antonio", 30,
        "Sancocho, tamales y aborrajados como deben ser.",
        "Sancocho, tamales and aborrajados as they should be.",
        "Me dicen Doña Pola desde que tenía veinte. Cocino para la familia y sobra para la nevera; al mercado de Alameda voy antes de las seis.",
        "They have called me Doña Pola since I was twenty. I cook for the family with leftovers for the fridge; I am at Alameda market before six.",
        (Work("home-cooking", 38_000, 180), Work("errands", 29_000, 120)), hours=WEEKENDS,
    ),
)  # fmt: skip
HOUSEHOLDS = (
    Household(
        "Lorena", "Holguín", "es", "+573005551301", "ciudad-jardin", "Calle 16 # 101-60, casa 8", "Portería del conjunto; placa del carro, por favor.",
        (Habit("childcare", (TUE, THU), 14, 240, "daniela", "Gabriel le tiene miedo a los truenos."), Habit("regular-cleaning", (FRI,), 8, 240, every=2)),
    ),
    Household(
        "Jorge Iván", "Caldas", "es", "+573005551302", "versalles", "Avenida 5N # 23-18, apto 301", "Timbre del 301, sin portero los domingos.",
        (Habit("elder-companionship", (MON, WED), 9, 180, "blanca-nieves"), Habit("laundry-and-ironing", (SAT,), 8, 180, every=2)),
    ),
    Household(
        "Ángela María", "Rengifo", "es", "+573005551303", "san-fernando", "Calle 5B # 36-20, apto 502", "Dejar el casco en portería.",
        (Habit("dog-walking", (MON, THU), 6.5, 60, "brayan"), Habit("home-cooking", (SAT,), 9, 240, every=2)),
    ),
    Household(
        "Peter", "Lindqvist", "en", "+573005551304", "granada", "Avenida 9N # 14-22, apto 203", "Second floor, above the bakery.",
        (Habit("regular-cleaning", (WED,), 9, 180, every=2), Habit("personal-assistance", (TUE,), 15, 120, "ximena", "", "The water bill again, please.")),
    ),
)  # fmt: skip
