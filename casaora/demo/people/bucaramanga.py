"""Bucaramanga: eight people who work there and four households."""

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
        "Graciela", "Serrano", "f", "san-francisco", 22,
        "Derecha y sin rodeos: la casa queda limpia y punto.",
        "Straight and to the point: the house is clean, full stop.",
        "Santandereana, de hablar duro y trabajar parejo. Si algo quedó mal me lo dices de frente y lo repito sin problema.",
        "From Santander: plain words and steady work. If something is not right, say it to my face and I do it again, no trouble.",
        (Work("regular-cleaning", 29_000, 120, (SUPPLIES,)), Work("deep-cleaning", 34_000, 240, (OVEN, WINDOWS))), hours=LONG,
    ),
    Portrait(
        "Mercedes", "Pabón", "f", "provenza", 13,
        "Del taller de calzado a tu ropa: manos que cuidan.",
        "From the shoemaker’s shop to your clothes: hands that take care.",
        "Trabajé el cuero quince años y aprendí a tratar lo delicado. Plancho, remiendo botones y doblo como se dobla para viaje.",
        "I worked leather for years and learned to treat what is delicate. I iron, sew on buttons, and fold as one folds for a journey.",
        (Work("laundry-and-ironing", 28_000, 120), Work("regular-cleaning", 28_000, 180)), hours=MORNINGS,
    ),
    Portrait(
        "Erika Tatiana", "Jaimes", "f", "san-alonso", 5,
        "Psicóloga en formación, experta en berrinches.",
        "A psychologist in training, an expert in tantrums.",
        "Un berrinche dura lo que dura si nadie lo alimenta. Juego en el piso, pongo límites claros y escribo cómo fue la tarde.",
        "A tantrum lasts as long as it lasts if nobody feeds it. I play on the floor, set clear limits, and write down how the afternoon went.",
        (Work("childcare", 31_000, 180), Work("after-school", 29_000, 120)), hours=AFTERNOONS, certificate="Psicología (octavo semestre), UIS",
    ),
    Portrait(
        "Alix", "Mantilla", "f", "sotomayor", 17,
        "Cuidados de día, con caminata al parque.",
        "Care by day, with a walk to the park.",
        "He cuidado exprofesores, exjueces y una exmonja. Todos mandan, todos merecen, y a todos les gusta ganar al parqués.",
        "I have looked after former teachers, former judges and a former nun. All give orders, all deserve the best, all like to win at parqués.",
        (Work("elder-care", 37_000, 240), Work("elder-companionship", 32_000, 180)), certificate="Técnica en atención al adulto mayor, SENA",
    ),
    Portrait(
        "Camilo Andrés", "Quijano", "m", "cabecera-del-llano", 4,
        "Rutas largas por el cañón, cortas por el barrio.",
        "Long routes by the canyon, short ones around the block.",
        "Llevo GPS y te mando la ruta. Si tu perro no quiere caminar, nos sentamos; también eso es salir.",
        "I carry a GPS and send you the route. If your dog does not want to walk, we sit down; that is going out as well.",
        (Work("dog-walking", 20_000, 60), Work("pet-sitting", 23_000, 120)), hours=LONG, languages=("es", "en"),
    ),
    Portrait(
        "Reinaldo", "Prada", "m", "real-de-minas", 16,
        "Mudanzas de un día, sin sorpresas en la cuenta.",
        "One-day moves, no surprises on the bill.",
        "Visito, mido y digo la verdad: si no cabe, no cabe. Empaco el día antes y desarmo yo mismo los muebles.",
        "I visit, measure and tell the truth: what does not fit does not fit. I pack the day before and take the furniture apart myself.",
        (Work("packing", 35_000, 240), Work("unpacking", 33_000, 180), Work("move-cleaning", 33_000, 240)),
    ),
    Portrait(
        "Silvia Juliana", "Cadena", "f", "lagos-del-cacique", 7,
        "Facturas, pasaportes y una cocina por fin lógica.",
        "Bills, passports, and a kitchen that makes sense at last.",
        "Soy administradora de empresas; las casas también lo son. Hago un plan de dos horas y lo termino en dos horas.",
        "I studied business; homes are one, too. I make a two-hour plan and finish it in two hours.",
        (Work("organizing", 41_000, 180), Work("personal-assistance", 42_000, 120)), languages=("es", "en"), hours=LONG,
    ),
    Portrait(
        "Pastora", "Duarte", "f", "mejoras-publicas", 25,
        "Mute los domingos, cabro por encargo.",
        "Mute on Sundays, goat to order.",
        "Mi cocina es de olla grande. Congelo por porciones, rotulo con fecha y las vueltas las hago a pie, que todo queda cerca.",
        "Mine is a cuisine of large pots. I freeze in portions, label with dates, and do the errands on foot: everything is near.",
        (Work("home-cooking", 36_000, 180), Work("errands", 28_000, 120)),
    ),
)  # fmt: skip
HOUSEHOLDS = (
    Household(
        "Laura Marcela", "Ordóñez", "es", "+573005551601", "cabecera-del-llano", "Carrera 36 # 52-18, apto 902", "Dejar cédula en portería.",
        (Habit("after-school", (TUE, THU), 14, 180, "erika-tatiana"), Habit("regular-cleaning", (SAT,), 8, 240, every=2)),
    ),
    Household(
        "Hernán Darío", "Rueda", "es", "+573005551602", "sotomayor", "Calle 44 # 29-31, casa", "Perro bravo amarrado atrás; no hace nada.",
        (Habit("elder-companionship", (MON, FRI), 9, 180, every=2), Habit("home-cooking", (WED,), 9, 180, "pastora")),
    ),
    Household(
        "Yenny", "Plata", "es", "+573005551603", "real-de-minas", "Calle 56 # 17C-40, apto 1003", "Torre 2; el ascensor demora.",
        (Habit("laundry-and-ironing", (TUE,), 8, 180, every=2), Habit("dog-walking", (THU, SAT), 7, 60, every=2)),
    ),
    Household(
        "Oscar", "Villamizar", "es", "+573005551604", "lagos-del-cacique", "Calle 100 # 30-15, casa 4", "Casa 4, la del samán.",
        (Habit("unpacking", (WED,), 9, 180, every=2), Habit("organizing", (FRI,), 9, 180, "silvia-juliana")),
    ),
)  # fmt: skip
