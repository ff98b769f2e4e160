"""Cartagena: eight people who work there and four households."""

from __future__ import annotations

from bookings.availability.actions import Wishes
from casaora.demo.people.housekeeping import OVEN, SUPPLIES
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
        "Everlides", "Cassiani", "f", "torices", 20,
        "Contra la humedad y el salitre, veinte años ganando.",
        "Against damp and salt, twenty years of winning.",
        "Soy palenquera y en mi casa se madruga. Sé qué le hace el mar a una ventana y cómo se le quita.",
        "I am from Palenque, where we rise early. I know what the sea does to a window, and how to undo it.",
        (Work("regular-cleaning", 30_000, 120, (SUPPLIES,)), Work("deep-cleaning", 36_000, 240, (OVEN,))), hours=LONG,
    ),
    Portrait(
        "Yesenia", "Marrugo", "f", "pie-de-la-popa", 9,
        "Lino sin quebrar y manteles listos para el domingo.",
        "Uncreased linen, and tablecloths ready for Sunday.",
        "Planché en hoteles del Centro. El lino se trabaja húmedo y por el revés; lo digo porque nadie lo dice.",
        "I ironed for hotels in the old town. Linen is worked damp and on the wrong side; I say it because nobody does.",
        (Work("laundry-and-ironing", 29_000, 120), Work("regular-cleaning", 30_000, 180)), hours=MORNINGS,
    ),
    Portrait(
        "Angie Paola", "Meza", "f", "manga", 6,
        "Murallas, cometas y tareas antes de la playa.",
        "City walls, kites, and homework before the beach.",
        "Estudié trabajo social. Primero las tareas y después la playa: el trato se hace una vez y se respeta siempre.",
        "I studied social work. Homework first, then the beach: the deal is made once and kept forever.",
        (Work("childcare", 32_000, 180), Work("after-school", 30_000, 120)), hours=AFTERNOONS, languages=("es", "en"),
    ),
    Portrait(
        "Catalino", "Herrera", "m", "getsemani", 15,
        "Camina al paso del que camina despacio.",
        "Walks at the pace of whoever walks slowly.",
        "Fui camillero en el hospital de Bocagrande. Levanto con técnica, baño con respeto y cuento historias del barrio.",
        "I was an orderly at the hospital in Bocagrande. I lift with technique, bathe with respect, and tell stories of the neighborhood.",
        (Work("elder-care", 39_000, 240), Work("elder-companionship", 33_000, 180)), hours=ALWAYS, wishes=Wishes(works_holidays=True),
        certificate="Auxiliar de enfermería, Universidad de Cartagena",
    ),
    Portrait(
        "Luis Ángel", "Pájaro", "m", "crespo", 4,
        "Playa de perros a las cinco y media.",
        "The dogs’ beach at half past five.",
        "Vivo frente al mar y conozco las corrientes. Los enjuago con agua dulce antes de devolverlos, que la sal pica.",
        "I live by the sea and know the currents. I rinse them with fresh water before they go home, because salt itches.",
        (Work("dog-walking", 21_000, 60), Work("pet-sitting", 24_000, 120)), hours=LONG,
    ),
    Portrait(
        "Nayibe", "Zúñiga", "f", "el-cabrero", 11,
        "Empaca para el mar: nada se oxida, nada se pierde.",
        "Packs for the sea: nothing rusts, nothing is lost.",
        "Hice catálogos en un museo naval. Cada caja lleva lista y foto; lo delicado viaja conmigo adelante.",
        "I made catalogues for a naval museum. Every box has a list and a picture; what is fragile rides in front with me.",
        (Work("packing", 37_000, 240), Work("unpacking", 35_000, 180), Work("move-cleaning", 35_000, 240)),
    ),
    Portrait(
        "Ivonne", "Castillo", "f", "bocagrande", 13,
        "Tu apartamento listo antes de que aterrices.",
        "Your apartment ready before you land.",
        "Recibo, reviso, compro lo del desayuno y dejo el aire en veintidós. Lo que sobra en los clósets lo separo con etiquetas.",
        "I receive, check, buy what breakfast needs and leave the air at twenty-two. What is too much in the closets I set apart, labeled.",
        (Work("organizing", 45_000, 180), Work("personal-assistance", 48_000, 120)), languages=("es", "en"), hours=LONG,
    ),
    Portrait(
        "Tomasa", "Julio", "f", "san-diego", 26,
        "Arroz con coco que no se pega, pescado de hoy.",
        "Coconut rice that does not stick, fish of the day.",
        "Le compro al pescador que conozco y no al que grita. Dejo todo guardado y la cocina sin olor a pescado, que también es arte.",
        "I buy from the fisherman I know, not the one who shouts. I leave all put away and no smell of fish, which is an art as well.",
        (Work("home-cooking", 40_000, 180), Work("errands", 30_000, 120)), can_be_paid=False,
    ),
)  # fmt: skip
HOUSEHOLDS = (
    Household(
        "Silvia", "Pombo", "es", "+573005551501", "castillogrande", "Carrera 9 # 5-60, apto 1102", "Ascensor de servicio a la izquierda.",
        (Habit("regular-cleaning", (MON, THU), 8, 240, "everlides"), Habit("childcare", (SAT,), 9, 240, every=2)),
    ),
    Household(
        "Armando", "Lemaitre", "es", "+573005551502", "manga", "Calle del Bouquet # 21-30, casa", "El portón azul; el timbre suena poquito.",
        (Habit("elder-care", (TUE, FRI), 8, 240, "catalino"), Habit("home-cooking", (WED,), 9, 180, every=2)),
    ),
    Household(
        "Vanessa", "Puello", "es", "+573005551503", "crespo", "Carrera 3 # 70-22, apto 504", "Hay gato: no dejarlo salir.",
        (Habit("pet-sitting", (SAT,), 9, 240, "luis-angel"), Habit("laundry-and-ironing", (TUE,), 8, 120, every=2)),
    ),
    Household(
        "Grace", "Mitchell", "en", "+573005551504", "getsemani", "Calle de la Sierpe # 29-40, piso 2", "Up the wooden stairs; mind the third one.",
        (Habit("personal-assistance", (WED,), 10, 120, "ivonne"), Habit("regular-cleaning", (FRI,), 9, 180, every=2)),
    ),
)  # fmt: skip
