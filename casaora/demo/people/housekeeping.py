"""Eight people who keep homes."""

from __future__ import annotations

from bookings.availability.actions import Wishes
from casaora.demo.people.portraits import LONG, MORNINGS, TWO_TURNS, Portrait, Work

NORTH = ("chapinero-alto", "rosales", "chico-norte", "usaquen", "santa-barbara", "pasadena", "cedritos")
CENTER = ("chapinero-alto", "teusaquillo", "la-soledad", "palermo", "galerias", "la-macarena", "la-candelaria", "rosales")
WEST = ("salitre", "modelia", "normandia", "kennedy-central", "galerias", "teusaquillo")

SUPPLIES = ("Brings her own supplies", "Lleva sus implementos", 12_000, False)
HIS_SUPPLIES = ("Brings his own supplies", "Lleva sus implementos", 14_000, False)
OVEN = ("Inside the oven and the fridge", "Horno y nevera por dentro", 18_000, False)
WINDOWS = ("Windows, inside", "Ventanas por dentro", 15_000, False)

HOUSEKEEPING = (
    Portrait(
        "Ana Milena", "Cárdenas", "f", "chapinero-alto", 11,
        "Once años cuidando casas de familia. Lleva implementos si los pides.",
        "Eleven years keeping family homes. Brings her own supplies on request.",
        "Empecé con mi mamá, que me enseñó a mirar una casa antes de tocarla. Pregunto qué te importa y empiezo por ahí. "
        "Trabajo con música bajita, cierro bien al salir y te cuento qué quedó para la próxima.",
        "I began with my mother, who taught me to look at a home before touching it. I ask what matters to you and start there. "
        "I work with the music low, lock up well, and tell you what is left for next time.",
        (Work("regular-cleaning", 34_000, 120, (SUPPLIES, OVEN, WINDOWS)), Work("deep-cleaning", 38_000, 240, (SUPPLIES, OVEN))),
        hours=LONG, areas=(*CENTER, "chico-norte", "usaquen"),
    ),
    Portrait(
        "Rosalba", "Mosquera", "f", "la-soledad", 17,
        "Cocinera del Pacífico. Deja listos los almuerzos de la semana y la cocina brillando.",
        "Pacific-coast cook. Leaves the week’s lunches ready and the kitchen shining.",
        "Soy de Guapi y llegué a Bogotá hace veinte años con las recetas de mi abuela. Cocino con lo que hay en la plaza ese día, "
        "marco cada recipiente y dejo la estufa como si nadie la hubiera usado.",
        "I come from Guapi and brought my grandmother’s recipes to Bogotá twenty years ago. I cook with what the market has that day, "
        "label every container, and leave the stove as if nobody had used it.",
        (Work("regular-cleaning", 40_000, 180), Work("home-cooking", 42_000, 180, (("Buys the groceries", "Hace el mercado", 20_000, False),))),
        areas=CENTER,
    ),
    Portrait(
        "Marta Lucía", "Bejarano", "f", "chapinero-alto", 9,
        "Metódica y silenciosa. Deja las camisas colgadas, ordenadas por día.",
        "Methodical and quiet. Leaves shirts on hangers, sorted by day.",
        "Me gusta el orden que se nota en lo pequeño: los cuellos derechos, las medias en pareja. Trabajé ocho años en la lavandería de un hotel.",
        "I like order that shows in small things: straight collars, socks in pairs. I worked eight years in a hotel’s laundry.",
        (Work("regular-cleaning", 32_000, 120, (SUPPLIES,)), Work("laundry-and-ironing", 32_000, 120)),
        hours=MORNINGS, areas=(*CENTER, *NORTH[:4]),
    ),
    Portrait(
        "Gloria Inés", "Tovar", "f", "galerias", 14,
        "Catorce años en una misma casa; nueva en Casaora. Quiere a los gatos, y ellos a ella.",
        "Fourteen years in one home; new to Casaora. Loves cats, and they love her.",
        "La familia con la que trabajé catorce años se fue del país y todavía me escribe. Sé cuándo hace falta limpiar y cuándo hace falta un café.",
        "The family I worked with for fourteen years moved abroad and still writes to me. I know when a home needs cleaning and when it needs a coffee.",
        (Work("regular-cleaning", 33_000, 180, (WINDOWS,)), Work("pet-sitting", 28_000, 120)),
        areas=(*CENTER, *WEST),
    ),
    Portrait(
        "Yolanda", "Quintero", "f", "cedritos", 12,
        "Casas grandes, perros grandes, nada la asusta.",
        "Large homes, large dogs, nothing scares her.",
        "Vivo en Cedritos y conozco cada conjunto de por aquí. Organizo el trabajo por zonas y te mando una foto cuando termino cada una.",
        "I live in Cedritos and know every building around. I plan the work by zones and send you a picture as each one is done.",
        (Work("regular-cleaning", 31_000, 180, (SUPPLIES,)), Work("deep-cleaning", 36_000, 300, (OVEN, WINDOWS)), Work("move-cleaning", 38_000, 300)),
        hours=TWO_TURNS, areas=(*NORTH, "suba-centro"),
    ),
    Portrait(
        "Edison", "Palacios", "m", "kennedy-central", 7,
        "Aseo profundo y mudanzas. Puntual como un bus que sí pasa.",
        "Deep cleaning and moves. On time, every time.",
        "Fui jefe de limpieza en una clínica. Sé qué producto va en cada superficie y por qué. Dejo la ficha de lo que usé.",
        "I ran the cleaning team of a clinic. I know which product goes on which surface, and why. I leave a note of what I used.",
        (Work("deep-cleaning", 36_000, 240, (HIS_SUPPLIES, WINDOWS)), Work("move-cleaning", 40_000, 300, (HIS_SUPPLIES,))),
        hours=LONG, certificate="Bioseguridad, SENA", wishes=Wishes(daily_cap=2),
    ),
    Portrait(
        "Nubia Esperanza", "Rojas", "f", "suba-centro", 20,
        "Veinte años de oficio y una plancha que no perdona arrugas.",
        "Twenty years of craft, and an iron that forgives no crease.",
        "Crié a tres hijos con este trabajo y lo digo con orgullo. Llego temprano, saludo a todos y me gusta que me pregunten cómo se hace.",
        "I raised three children with this work and say so with pride. I come early, greet everybody, and like being asked how it is done.",
        (Work("laundry-and-ironing", 30_000, 120), Work("regular-cleaning", 30_000, 120)),
        areas=("suba-centro", "pasadena", "cedritos", "usaquen", "santa-barbara", "normandia"),
    ),
    Portrait(
        "Beatriz Helena", "Ardila", "f", "salitre", 10,
        "Ordena sin juzgar. Una casa vivida también puede respirar.",
        "Puts things in order without judging. A lived-in home can breathe, too.",
        "Fui auxiliar de biblioteca, así que todo termina teniendo un lugar. Empiezo por el cuarto que más te pesa.",
        "I was a library assistant, so everything ends up having a place. I start with the room that weighs on you most.",
        (Work("regular-cleaning", 33_000, 180), Work("organizing", 40_000, 180)),
        areas=(*WEST, "pasadena", "palermo"), wishes=Wishes(buffer_before_minutes=60),
    ),
)  # fmt: skip
