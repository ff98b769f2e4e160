"""Pereira: eight people who work there and four households."""

from __future__ import annotations

from casaora.demo.people.housekeeping import OVEN, SUPPLIES
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
        "Alba Lucía", "Grisales", "f", "cuba", 14,
        "Sin prisa y sin pausa, como se recoge el café.",
        "No hurry and no pause, as coffee is picked.",
        "Crecí en una finca de Marsella: a las cinco ya hay luz. Limpio de arriba abajo y de adentro afuera, y el baño lo dejo de último.",
        "I grew up on a farm in Marsella: at five there is light. I clean from top to bottom and inside out, and the bathroom comes last.",
        (Work("regular-cleaning", 28_000, 120, (SUPPLIES,)), Work("deep-cleaning", 33_000, 240, (SUPPLIES, OVEN))), hours=LONG,
    ),
    Portrait(
        "Nancy Stella", "Ocampo", "f", "la-villa", 10,
        "Uniformes del lunes listos desde el viernes.",
        "Monday’s uniforms ready on Friday.",
        "Confeccioné uniformes ocho años, así que los plancho como los cosía. Reviso bolsillos: he devuelto billetes, anillos y un diente de leche.",
        "I sewed uniforms for eight years, so I iron them as I made them. I check pockets: I have returned notes, rings and a milk tooth.",
        (Work("laundry-and-ironing", 27_000, 120), Work("regular-cleaning", 28_000, 180)), hours=MORNINGS,
    ),
    Portrait(
        "Luisa Alejandra", "Marín", "f", "los-alamos", 4,
        "Bióloga de hormigas y lectora en voz alta.",
        "A biologist of ants who reads aloud.",
        "Estudio biología en la Tecnológica. Los niños y yo llevamos un cuaderno de bichos; algunos ya van por el tercero.",
        "I study biology at the Technological University. The children and I keep a notebook of bugs; some are on their third.",
        (Work("childcare", 30_000, 180), Work("after-school", 28_000, 120)), hours=AFTERNOONS, languages=("es", "en"),
    ),
    Portrait(
        "Gildardo", "Patiño", "m", "centro", 11,
        "Ajedrez, tinto y la cita médica a tiempo.",
        "Chess, coffee, and the doctor’s appointment on time.",
        "Manejé taxi y llevaba siempre a los mismos viejos al médico; un día dejé el taxi y me quedé con ellos.",
        "I drove a taxi and always took the same old people to the doctor; one day I left the taxi and stayed with them.",
        (Work("elder-companionship", 31_000, 180), Work("elder-care", 36_000, 240)), certificate="Cuidador, Cruz Roja seccional Risaralda",
    ),
    Portrait(
        "Sara Lucía", "Buitrago", "f", "pinares", 3,
        "Gatos tímidos, perros intensos: ambos son bienvenidos.",
        "Shy cats, intense dogs: both welcome.",
        "Fui voluntaria en un refugio de la ciudad. Me siento en el piso y espero; hasta hoy ningún gato me ha rechazado dos veces.",
        "I volunteered at a shelter in town. I sit on the floor and wait; so far no cat has turned me down twice.",
        (Work("pet-sitting", 23_000, 120), Work("dog-walking", 20_000, 60)), hours=LONG,
    ),
    Portrait(
        "Arbey", "Gil", "m", "corales", 9,
        "Jeep, cajas y ni un rayón.",
        "A jeep, boxes, and not a scratch.",
        "El Willys de mi papá ha hecho más mudanzas que yo años tengo. Forro los muebles en cobija y los bajo yo mismo.",
        "My father’s Willys has seen more moves than I have years. I wrap the furniture in blankets and carry it down myself.",
        (Work("packing", 34_000, 240), Work("unpacking", 32_000, 180), Work("move-cleaning", 32_000, 240)),
    ),
    Portrait(
        "Adriana Lucía", "Trejos", "f", "los-alpes", 12,
        "Tu lista de pendientes, pero terminada.",
        "Your to-do list, but done.",
        "Coordiné eventos de doscientas personas; una mudanza de clóset no me asusta. Cada viernes mando un resumen de lo que quedó hecho.",
        "I ran events for two hundred people; changing over a closet does not scare me. Every Friday I send a summary of what was done.",
        (Work("organizing", 40_000, 180), Work("personal-assistance", 41_000, 120)), hours=LONG,
    ),
    Portrait(
        "Ofelia", "Bedoya", "f", "maraya", 28,
        "Bandeja, sudado y postre de natas.",
        "Bandeja, stews, and cream dessert.",
        "La receta de natas es de mi mamá y no la doy, pero la hago. Cocino para tres días y explico cómo calentar cada cosa.",
        "The cream recipe is my mother’s and I do not give it away, but I make it. I cook for three days and explain how to warm each thing.",
        (Work("home-cooking", 35_000, 180), Work("errands", 27_000, 120)), hours=WEEKENDS,
    ),
)  # fmt: skip
HOUSEHOLDS = (
    Household(
        "Paula Ximena", "Castaño", "es", "+573005551701", "pinares", "Carrera 14 # 11-50, apto 702", "Portería 24 horas.",
        (Habit("childcare", (MON, WED), 14, 180, "luisa-alejandra"), Habit("regular-cleaning", (FRI,), 8, 240, "alba-lucia")),
    ),
    Household(
        "Germán", "Jaramillo", "es", "+573005551702", "los-alpes", "Calle 14 # 17-20, casa 22", "Conjunto cerrado; casa 22 al fondo.",
        (Habit("elder-companionship", (TUE, SAT), 9, 180, "gildardo"), Habit("home-cooking", (THU,), 9, 180, every=2)),
    ),
    Household(
        "Lizeth", "Cardona", "es", "+573005551703", "belmonte", "Carrera 21 # 80-15, apto 303", "El gato es Simón y muerde jugando.",
        (Habit("pet-sitting", (FRI, SAT), 10, 180, "sara-lucia"), Habit("laundry-and-ironing", (MON,), 8, 180, every=2)),
    ),
    Household(
        "Daniel", "Hoyos", "es", "+573005551704", "centro", "Calle 19 # 8-34, apto 1101", "Edificio Diario del Otún.",
        (Habit("deep-cleaning", (THU,), 9, 240, every=2), Habit("personal-assistance", (WED,), 14, 120, every=2)),
    ),
)  # fmt: skip
