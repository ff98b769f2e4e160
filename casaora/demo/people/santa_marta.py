"""Santa Marta: eight people who work there and four households."""

from __future__ import annotations

from bookings.availability.actions import Wishes
from casaora.demo.people.housekeeping import SUPPLIES, WINDOWS
from casaora.demo.people.portraits import (
    AFTERNOONS,
    ALWAYS,
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
        "Delcy", "Orozco", "f", "pescaito", 16,
        "Arena afuera, brisa adentro.",
        "Sand out, breeze in.",
        "De Pescaíto, como los buenos. Sacudo toallas, cuento vasos y dejo el apartamento de alquiler listo para el que llega a las tres.",
        "From Pescaíto, like all good players. I shake out towels, count glasses, and have the rental ready for whoever arrives at three.",
        (Work("regular-cleaning", 28_000, 120, (SUPPLIES,)), Work("deep-cleaning", 33_000, 240, (WINDOWS,))), hours=LONG,
    ),
    Portrait(
        "Luz Dary", "Pinto", "f", "mamatoco", 11,
        "Hamacas, toallas, uniformes: todo sale doblado.",
        "Hammocks, towels, uniforms: everything leaves folded.",
        "Lavo con agua medida, que aquí a veces falta. Dejo la máquina limpia por dentro, cosa que casi nadie hace.",
        "I wash with measured water, as here it sometimes runs out. I leave the machine clean inside, which almost nobody does.",
        (Work("laundry-and-ironing", 26_000, 120), Work("regular-cleaning", 27_000, 180)), hours=MORNINGS,
    ),
    Portrait(
        "Keyla", "Bolaño", "f", "gaira", 7,
        "Caracoles, acuarelas y siesta a las dos.",
        "Shells, watercolors, and a nap at two.",
        "Trabajé en el acuario explicando tiburones a niños de cinco años. Desde entonces ninguna pregunta me toma por sorpresa.",
        "I worked at the aquarium explaining sharks to five-year-olds. No question has surprised me since.",
        (Work("childcare", 30_000, 180), Work("after-school", 28_000, 120)),
        hours=AFTERNOONS, languages=("es", "en"), certificate="Primeros auxilios, Defensa Civil",
    ),
    Portrait(
        "Nuris", "Manjarrés", "f", "bavaria", 20,
        "Noches en vela para que los demás duerman.",
        "Awake at night so that others may sleep.",
        "Hago turnos de noche desde hace veinte años. Tejo, escucho la respiración y sé cuándo despertar a la familia y cuándo no.",
        "I have worked nights for twenty years. I knit, listen to the breathing, and know when to wake the family and when not.",
        (Work("elder-care", 38_000, 240), Work("elder-companionship", 32_000, 180)),
        hours=ALWAYS, certificate="Auxiliar de enfermería, SENA", wishes=Wishes(works_holidays=True),
    ),
    Portrait(
        "Jhon Jairo", "Daza", "m", "taganga", 5,
        "Perros de playa y de apartamento, por separado.",
        "Beach dogs and apartment dogs, one at a time.",
        "Fui buzo instructor: la calma se contagia. Camino con ellos por la bahía y aviso si algo cojea.",
        "I was a diving instructor: calm is catching. I walk them along the bay, and tell you if anything limps.",
        (Work("dog-walking", 20_000, 60), Work("pet-sitting", 23_000, 120)), hours=LONG, languages=("es", "en"),
    ),
    Portrait(
        "Alcides", "Brito", "m", "el-jardin", 13,
        "De la Sierra a la bahía, todo llega entero.",
        "From the Sierra to the bay, everything arrives whole.",
        "Transporté café por trochas: después de eso, una vajilla es fácil. Empaco, subo, armo y barro.",
        "I carried coffee over mountain tracks: after that, china is easy. I pack, carry up, put together and sweep.",
        (Work("packing", 34_000, 240), Work("unpacking", 32_000, 180), Work("move-cleaning", 32_000, 240)),
    ),
    Portrait(
        "Rosario", "Diazgranados", "f", "centro-historico", 15,
        "Contratos, huéspedes y armarios con criterio.",
        "Contracts, guests, and wardrobes with judgment.",
        "Manejé una casa de huéspedes quince años. Sé esperar al plomero sin perder la mañana y ordenar lo ajeno sin meterme.",
        "I ran a guest house for fifteen years. I know how to wait for the plumber without losing the morning, and how to tidy without prying.",
        (Work("organizing", 40_000, 180), Work("personal-assistance", 42_000, 120)), languages=("es", "en"), hours=LONG,
    ),
    Portrait(
        "Petrona", "Maestre", "f", "bello-horizonte", 24,
        "Cayeye en la mañana, cazuela al mediodía.",
        "Cayeye in the morning, seafood stew at noon.",
        "Cocino lo que dio el mar y lo que dio la Sierra. Pregunto alergias primero y sal después.",
        "I cook what the sea gave and what the Sierra gave. I ask about allergies first and salt afterwards.",
        (Work("home-cooking", 37_000, 180), Work("errands", 27_000, 120)),
    ),
)  # fmt: skip
HOUSEHOLDS = (
    Household(
        "Melissa", "Noguera", "es", "+573005551801", "el-rodadero", "Carrera 2 # 11-30, apto 1404", "El carné de visitante se pide abajo.",
        (Habit("regular-cleaning", (TUE, SAT), 8, 180, "delcy"), Habit("childcare", (FRI,), 14, 240, "keyla")),
    ),
    Household(
        "Eduardo", "Linero", "es", "+573005551802", "bavaria", "Calle 22 # 17-08, casa", "La reja se empuja y luego se hala.",
        (Habit("elder-companionship", (MON, THU), 9, 180, every=2), Habit("laundry-and-ironing", (WED,), 8, 180, "luz-dary")),
    ),
    Household(
        "Shirley", "Fuentes", "es", "+573005551803", "gaira", "Carrera 4 # 8-21, apto 201", "Segundo piso, escalera de afuera.",
        (Habit("dog-walking", (TUE, THU), 6.5, 60, every=2), Habit("home-cooking", (SAT,), 9, 180, every=2)),
    ),
    Household(
        "Markus", "Hoffmann", "en", "+573005551804", "pozos-colorados", "Carrera 1 # 29-100, torre 3, apto 805", "Tower 3; the pool side entrance is quicker.",
        (Habit("deep-cleaning", (WED,), 9, 240, every=2), Habit("errands", (FRI,), 9, 120, every=2)),
    ),
)  # fmt: skip
