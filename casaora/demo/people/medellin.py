"""Medellín: eight people who work there and four households."""

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
        "Luz Marina", "Giraldo", "f", "belen", 15,
        "Aseo paisa: se nota desde la puerta.",
        "Cleaning you notice from the door.",
        "Soy de Marinilla y en mi casa el piso se trapeaba cantando. Empiezo por la cocina, que es donde se vive, y termino regando las matas.",
        "I am from Marinilla, where we mopped floors singing. I begin with the kitchen, where life happens, and end by watering the plants.",
        (Work("regular-cleaning", 32_000, 120, (SUPPLIES,)), Work("deep-cleaning", 37_000, 240, (SUPPLIES, OVEN))), hours=LONG,
    ),
    Portrait(
        "Dora Elena", "Zuluaga", "f", "robledo", 12,
        "Planchado de almacén y camas tendidas como en hotel.",
        "Ironing like in a shop window, and beds made like a hotel’s.",
        "Trabajé nueve años en una confección de Itagüí: sé cómo se trata cada tela y a qué temperatura. Las camisas salen sin una arruga.",
        "I worked nine years in a clothing factory in Itagüí: I know how to treat each fabric, and at what heat. Shirts leave without a crease.",
        (Work("laundry-and-ironing", 30_000, 120), Work("regular-cleaning", 31_000, 180)), hours=MORNINGS,
    ),
    Portrait(
        "Manuela", "Escobar", "f", "laureles", 4,
        "Licenciada en preescolar. Títeres, tareas y parque.",
        "A preschool teacher. Puppets, homework and the park.",
        "Enseño en las mañanas y cuido en las tardes. Con los niños hago lo que hago en clase: escuchar primero. En Laureles ya me conocen los porteros.",
        "I teach in the mornings and look after children in the afternoons. I do what I do in class: listen first. In Laureles the doormen know me.",
        (Work("childcare", 34_000, 180), Work("after-school", 32_000, 120)),
        hours=AFTERNOONS, languages=("es", "en"), certificate="Licenciatura en Educación Preescolar, Tecnológico de Antioquia",
    ),
    Portrait(
        "Amparo", "Henao", "f", "boston", 21,
        "Compañía con paciencia, tinto y buena conversa.",
        "Company with patience, coffee and good talk.",
        "Cuidé a mi papá hasta sus noventa y cuatro. Sé levantar sin hacer daño, sé repetir sin cansarme, y me gustan las historias largas.",
        "I looked after my father until he was ninety-four. I know how to lift without hurting, how to repeat without tiring, and I like long stories.",
        (Work("elder-companionship", 34_000, 180), Work("elder-care", 39_000, 240)),
        hours=ALWAYS, certificate="Cuidadora, Alcaldía de Medellín", wishes=Wishes(works_holidays=True),
    ),
    Portrait(
        "Esteban", "Correa", "m", "el-poblado", 5,
        "Perros cansados, vecinos contentos.",
        "Tired dogs, happy neighbors.",
        "Subo y bajo El Poblado con un perro por vez. Llevo agua, bolsas y una toalla para las patas; devuelvo al perro limpio.",
        "I go up and down El Poblado with one dog at a time. I carry water, bags and a towel for the paws; the dog comes back clean.",
        (Work("dog-walking", 23_000, 60), Work("pet-sitting", 26_000, 120)), hours=LONG, areas=("el-poblado", "manila", "laureles", "conquistadores"),
    ),
    Portrait(
        "Robinson", "Cano", "m", "aranjuez", 10,
        "Trasteos pensados: primero el plano, después la caja.",
        "Moves that are thought through: first the plan, then the box.",
        "He bajado pianos por escaleras de caracol. Mido las puertas antes, envuelvo cada plato aparte, y el apartamento viejo queda barrido.",
        "I have brought pianos down spiral stairs. I measure the doors first, wrap each plate by itself, and leave the old place swept.",
        (Work("packing", 39_000, 240), Work("unpacking", 37_000, 180), Work("move-cleaning", 36_000, 240)),
    ),
    Portrait(
        "Catalina", "Mesa", "f", "conquistadores", 8,
        "Papeles, citas y clósets: cada cosa con su dueño.",
        "Papers, appointments and closets: each with its owner.",
        "Fui secretaria de una notaría. Archivo, llamo, insisto y ordeno; y lo que no se usa hace tres años te lo pregunto con cariño.",
        "I was a notary’s secretary. I file, call, insist and tidy; and what has not been used in three years I ask you about, kindly.",
        (Work("organizing", 44_000, 180), Work("personal-assistance", 46_000, 120)), languages=("es", "en"),
    ),
    Portrait(
        "Fabiola", "Arboleda", "f", "la-america", 18,
        "Fríjoles de ayer, arepas de hoy, y las vueltas hechas.",
        "Yesterday’s beans, today’s arepas, and the errands done.",
        "Cociné veinte años en una fonda de San Javier. Dejo el almuerzo de la semana marcado por días y paso por la farmacia de regreso.",
        "I cooked twenty years at an inn in San Javier. I leave the week’s lunches labeled by day, and stop at the pharmacy on the way.",
        (Work("home-cooking", 39_000, 180), Work("errands", 32_000, 120)), can_be_paid=False,
    ),
)  # fmt: skip
HOUSEHOLDS = (
    Household(
        "Verónica", "Tobón", "es", "+573005551201", "laureles", "Circular 3 # 70-45, apto 602", "Citófono 602; si no, a Dora en portería.",
        (Habit("after-school", (MON, WED), 14, 180, "manuela"), Habit("regular-cleaning", (THU,), 8, 240, "luz-marina")),
    ),
    Household(
        "Santiago", "Villa", "es", "+573005551202", "el-poblado", "Carrera 34 # 7-80, apto 1501", "Parqueadero de visitantes en el sótano 2.",
        (Habit("dog-walking", (TUE, FRI), 7, 60, "", "Lola no se lleva con los gozques grandes.", every=2), Habit("laundry-and-ironing", (SAT,), 8, 180, every=2)),
    ),
    Household(
        "Olga Lucía", "Builes", "es", "+573005551203", "belen", "Calle 30A # 77-12, casa", "Casa esquinera, reja blanca.",
        (Habit("elder-care", (WED, SAT), 8, 240, "amparo", "Mi mamá desayuna tarde."), Habit("home-cooking", (FRI,), 9, 180, every=2)),
    ),
    Household(
        "Kevin", "O’Brien", "en", "+573005551204", "manila", "Calle 11A # 43D-30, apto 404", "The lift needs the key; ring and I will come down.",
        (Habit("deep-cleaning", (TUE,), 9, 240, every=2), Habit("organizing", (SAT,), 9, 180, every=2)),
    ),
)  # fmt: skip
