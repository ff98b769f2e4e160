"""Twelve households of Bogotá and what they need, week after week."""

from __future__ import annotations

from casaora.demo.people.portraits import FRI, MON, SAT, SUN, THU, TUE, WED, Habit, Household

HOUSEHOLDS = (
    Household(
        "Camila", "Restrepo", "es", "+573001234567", "rosales", "Carrera 4 # 72-13, apto 901", "Portería: anunciarse con Gildardo.",
        (
            Habit("regular-cleaning", (TUE,), 8, 240, "ana-milena", "La alfombra de la sala, por favor con cepillo suave."),
            Habit("regular-cleaning", (FRI,), 8, 180, "ana-milena"),
            Habit("dog-walking", (MON, WED), 7, 60, "felipe", "Frijol hala un poquito al salir; después es un ángel."),
            Habit("personal-assistance", (THU,), 14, 120, every=2),
        ),
        other=("Casa de mi mamá", "palermo", "Calle 45 # 21-30, casa"),
    ),
    Household(
        "Mateo", "Uribe", "es", "+573104567812", "chapinero-alto", "Calle 62 # 3-47, apto 302", "El timbre no suena: llamar al celular.",
        (
            Habit("regular-cleaning", (WED,), 9, 240, "ana-milena"),
            Habit("laundry-and-ironing", (MON,), 8, 180, every=2),
            Habit("dog-walking", (TUE, THU), 7.5, 60, every=2),
            Habit("home-cooking", (SUN,), 10, 180, every=2),
        ),
    ),
    Household(
        "Diana Carolina", "Forero", "es", "+573157891234", "chapinero-alto", "Carrera 5 # 58-20, torre 2, apto 1104", "Torre 2, ascensor de la derecha.",
        (
            Habit("childcare", (MON, WED), 14, 240, "", "Emilio duerme la siesta hasta las tres.", every=2),
            Habit("regular-cleaning", (THU,), 8, 240, "ana-milena"),
            Habit("organizing", (SAT,), 9, 180, every=2),
        ),
    ),
    Household(
        "Álvaro", "Sarmiento", "es", "+573112223344", "la-soledad", "Calle 39 # 24-16, casa", "Hablar despacio, por favor: oigo poco por el izquierdo.",
        (
            Habit("elder-companionship", (TUE, FRI), 9, 240, "", "Los martes me gusta salir a caminar por el Park Way.", every=2),
            Habit("home-cooking", (THU,), 9, 240, "rosalba"),
            Habit("regular-cleaning", (SAT,), 8, 180, every=2),
            Habit("errands", (MON,), 9, 120, every=2),
        ),
    ),
    Household(
        "Hannah", "Whitfield", "en", "+573209876543", "usaquen", "Calle 118 # 6-41, apto 505", "Reception has a key.",
        (
            Habit("after-school", (MON, TUE, THU), 14.5, 180, "valentina", "", "Nora gets off the school bus at 14:40."),
            Habit("regular-cleaning", (WED,), 8, 240, every=2),
            Habit("personal-assistance", (FRI,), 10, 120, every=2),
        ),
    ),
    Household(
        "Juliana", "Echeverri", "es", "+573016549873", "chico-norte", "Carrera 11 # 94-42, apto 702", "Parqueadero de visitantes 14.",
        (
            Habit("regular-cleaning", (MON, THU), 7, 240, every=2),
            Habit("laundry-and-ironing", (WED,), 8, 180, "marta-lucia"),
            Habit("childcare", (SAT,), 9, 240, every=2),
        ),
    ),
    Household(
        "Sebastián", "Lozano", "es", "+573183334455", "teusaquillo", "Carrera 17 # 36-55, apto 201", "Edificio sin portería; el 201 está en el segundo piso.",
        (
            Habit("regular-cleaning", (FRI,), 9, 180, "gloria-ines"),
            Habit("pet-sitting", (SAT, SUN), 10, 240, "", "Mandarina se esconde debajo de la cama; sale sola.", every=2),
            Habit("packing", (TUE,), 9, 240, every=2),
        ),
    ),
    Household(
        "Marcela", "Nieto", "es", "+573145556677", "salitre", "Avenida La Esperanza # 68-90, torre 5, apto 803", "Torre 5. Ascensor hasta el 8.",
        (
            Habit("after-school", (MON, WED, FRI), 13.5, 180, every=2),
            Habit("regular-cleaning", (TUE,), 8, 240, "beatriz-helena"),
            Habit("deep-cleaning", (SAT,), 8, 300, every=2),
        ),
    ),
    Household(
        "Thomas", "Berger", "en", "+573228887766", "la-macarena", "Carrera 4A # 26-37, apto 401", "Blue door; the bell is on the left.",
        (
            Habit("regular-cleaning", (MON,), 9, 180, every=2),
            Habit("home-cooking", (WED, FRI), 15, 180, "", "", "No coriander, please. I know, I know.", every=2),
            Habit("unpacking", (THU,), 9, 180, every=2),
        ),
    ),
    Household(
        "Luisa Fernanda", "Gaitán", "es", "+573134445566", "santa-barbara", "Calle 122 # 11D-40, apto 603", "Mi mamá abre; se llama Ofelia.",
        (
            Habit("elder-care", (THU, SAT, SUN), 8, 300, "flor-alba"),
            Habit("elder-companionship", (TUE,), 14, 180, every=2),
            Habit("regular-cleaning", (WED,), 8, 240, "yolanda"),
        ),
    ),
    Household(
        "Ricardo", "Montoya", "es", "+573176667788", "modelia", "Calle 24C # 75-60, casa 12", "Casa 12, portón verde.",
        (
            Habit("childcare", (TUE, THU), 8, 240, "sandra-milena"),
            Habit("move-cleaning", (FRI,), 9, 300, every=2),
            Habit("elder-companionship", (SAT,), 10, 180, "teresa-de-jesus"),
        ),
    ),
    Household(
        "Adriana", "Cepeda", "es", "+573198765432", "cedritos", "Carrera 11 # 141-22, torre 1, apto 1502", "Dos perros grandes y cariñosos.",
        (
            Habit("dog-walking", (MON, WED, FRI), 6.5, 60, "andres-camilo", "Rocco y Mora. Se portan mejor juntos."),
            Habit("regular-cleaning", (TUE,), 8, 240, every=2),
            Habit("laundry-and-ironing", (SAT,), 8, 180, every=2),
        ),
    ),
)  # fmt: skip
