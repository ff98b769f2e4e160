"""Eight people who look after children and older adults."""

from __future__ import annotations

from bookings.availability.actions import Wishes
from casaora.demo.people.housekeeping import CENTER, NORTH, WEST
from casaora.demo.people.portraits import AFTERNOONS, ALWAYS, LONG, WEEKENDS, Portrait, Work

MEALS = ("Cooks a light meal", "Prepara una comida ligera", 10_000, False)
HOMEWORK = ("Homework in English", "Tareas en inglés", 6_000, True)

CARE = (
    Portrait(
        "Carmen Elisa", "Zapata", "f", "palermo", 19,
        "Auxiliar de enfermería. Noches tranquilas para ellos, y para ti.",
        "Nursing assistant. Quiet nights for them, and for you.",
        "He acompañado a muchas personas mayores, algunas hasta el final, y de cada una aprendí algo. Anoto todo: qué comió, cómo durmió, qué la hizo reír.",
        "I have kept many older people company, some of them to the end, and learned from each. I write everything down: what she ate, how she slept, what made her laugh.",
        (Work("elder-care", 42_000, 240, (MEALS,)), Work("elder-companionship", 36_000, 180)),
        hours=ALWAYS, certificate="Auxiliar de enfermería, Cruz Roja", wishes=Wishes(works_holidays=True),
    ),
    Portrait(
        "Laura Daniela", "Pineda", "f", "teusaquillo", 5,
        "Estudia pedagogía. Cuentos inventados a pedido.",
        "Studies early education. Stories made up on request.",
        "Creo que aburrirse un rato también enseña. Llego con un plan y lo cambio si ese día toca mirar hormigas.",
        "I believe that being bored for a while teaches something, too. I arrive with a plan, and change it if today is for watching ants.",
        (Work("childcare", 36_000, 180, (MEALS,)), Work("after-school", 34_000, 120, (HOMEWORK,))),
        hours=AFTERNOONS, areas=CENTER, languages=("es", "en"), certificate="Primeros auxilios pediátricos, Cruz Roja",
    ),
    Portrait(
        "Sandra Milena", "Vargas", "f", "modelia", 13,
        "Mamá de mellizos. Dos llantos a la vez no la desconciertan.",
        "Mother of twins. Two of them crying at once does not rattle her.",
        "Cuidé a los hijos de mis vecinas antes de cuidar por oficio. Rutina clara, parque todos los días que no llueva, pantallas las que tú digas.",
        "I looked after my neighbors’ children before doing it as a craft. A clear routine, the park whenever it is dry, screens as you say.",
        (Work("childcare", 33_000, 180, (MEALS,)),), areas=WEST,
    ),
    Portrait(
        "Valentina", "Ocampo", "f", "usaquen", 6,
        "Bilingüe y paciente. Tareas sin pelea.",
        "Bilingual and patient. Homework without a fight.",
        "Viví cuatro años en Toronto trabajando en una guardería. Hablo inglés o español según lo que necesiten, y canto en los dos.",
        "I lived four years in Toronto, working in a daycare. I speak English or Spanish as you need, and sing in both.",
        (Work("childcare", 40_000, 180), Work("after-school", 38_000, 120, (HOMEWORK,))),
        hours=LONG, areas=NORTH, languages=("es", "en"),
    ),
    Portrait(
        "Óscar Iván", "Beltrán", "m", "normandia", 22,
        "Profesor jubilado. Las fracciones, con pan de bono.",
        "Retired teacher. Fractions, explained with cheese bread.",
        "Enseñé matemáticas veintidós años en un colegio distrital. Recojo a la hora, saludo al celador y no dejo que la tarea se coma la tarde.",
        "I taught mathematics for twenty-two years in a public school. I pick up on time, greet the porter, and do not let homework eat the afternoon.",
        (Work("after-school", 35_000, 120),), hours=AFTERNOONS, areas=(*WEST, "pasadena", "palermo", "la-soledad"),
    ),
    Portrait(
        "Jairo Enrique", "Salamanca", "m", "pasadena", 8,
        "Ajedrez, caminata y buena conversación.",
        "Chess, walks and good conversation.",
        "Cuidé a mi papá seis años y entendí que acompañar es un trabajo de verdad. Ayudo a levantarse, a bañarse y a ganar una partida de vez en cuando.",
        "I looked after my father for six years and learned that company is real work. I help with getting up, with bathing, and with winning a game now and then.",
        (Work("elder-companionship", 34_000, 120), Work("elder-care", 40_000, 240)),
        areas=(*NORTH, "suba-centro", "la-soledad", "palermo", "normandia"),
    ),
    Portrait(
        "Flor Alba", "Guzmán", "f", "santa-barbara", 16,
        "Manos firmes, voz suave.",
        "Steady hands, soft voice.",
        "Trabajo con personas que perdieron movilidad o memoria. Explico cada cosa antes de hacerla. Fines de semana y festivos también.",
        "I work with people who have lost mobility or memory. I explain each thing before doing it. Weekends and holidays, too.",
        (Work("elder-care", 41_000, 240, (MEALS,)),), hours=WEEKENDS, areas=NORTH,
        certificate="Cuidado del adulto mayor, SENA", wishes=Wishes(works_holidays=True),
    ),
    Portrait(
        "Teresa de Jesús", "Caicedo", "f", "kennedy-central", 11,
        "Boleros, sancocho y compañía.",
        "Boleros, sancocho and company.",
        "A las personas mayores se les escucha primero y se les ayuda después. Leo el periódico en voz alta y cocino sin sal sin que se note.",
        "Older people are listened to first and helped afterwards. I read the newspaper aloud, and cook without salt so that nobody notices.",
        (Work("elder-companionship", 32_000, 180, (MEALS,)), Work("home-cooking", 36_000, 180)),
        hours=LONG, areas=(*WEST, *CENTER),
    ),
)  # fmt: skip
