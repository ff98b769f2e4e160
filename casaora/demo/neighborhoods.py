"""The parts of the cities by their real names: slug, name, latitude, longitude. Coordinates are rough centers."""

from __future__ import annotations

Part = tuple[str, str, str, str]

BOGOTA: tuple[Part, ...] = (
    ("chapinero-alto", "Chapinero Alto", "4.64600", "-74.05600"),
    ("rosales", "Rosales", "4.65550", "-74.05150"),
    ("chico-norte", "Chicó Norte", "4.68350", "-74.04900"),
    ("usaquen", "Usaquén", "4.69450", "-74.03150"),
    ("cedritos", "Cedritos", "4.72600", "-74.04300"),
    ("teusaquillo", "Teusaquillo", "4.63500", "-74.07400"),
    ("la-soledad", "La Soledad", "4.63050", "-74.07650"),
    ("palermo", "Palermo", "4.63000", "-74.07200"),
    ("la-macarena", "La Macarena", "4.61250", "-74.06500"),
    ("la-candelaria", "La Candelaria", "4.59650", "-74.07300"),
    ("salitre", "Ciudad Salitre", "4.65600", "-74.10700"),
    ("modelia", "Modelia", "4.66900", "-74.12000"),
    ("normandia", "Normandía", "4.67000", "-74.10800"),
    ("pasadena", "Pasadena", "4.69750", "-74.06500"),
    ("santa-barbara", "Santa Bárbara", "4.70200", "-74.03900"),
    ("suba-centro", "Suba", "4.74100", "-74.08400"),
    ("galerias", "Galerías", "4.64450", "-74.07450"),
    ("kennedy-central", "Kennedy", "4.62700", "-74.15600"),
)
MEDELLIN: tuple[Part, ...] = (
    ("el-poblado", "El Poblado", "6.20880", "-75.56700"),
    ("manila", "Manila", "6.21450", "-75.57150"),
    ("laureles", "Laureles", "6.24530", "-75.59000"),
    ("estadio", "Estadio", "6.25400", "-75.58850"),
    ("conquistadores", "Conquistadores", "6.24150", "-75.58150"),
    ("belen", "Belén", "6.23100", "-75.60200"),
    ("la-america", "La América", "6.25300", "-75.60500"),
    ("guayabal", "Guayabal", "6.21900", "-75.58600"),
    ("boston", "Boston", "6.24700", "-75.56000"),
    ("buenos-aires", "Buenos Aires", "6.23900", "-75.55400"),
    ("robledo", "Robledo", "6.27900", "-75.59300"),
    ("aranjuez", "Aranjuez", "6.28200", "-75.55600"),
)
CALI: tuple[Part, ...] = (
    ("granada", "Granada", "3.45850", "-76.53300"),
    ("san-antonio", "San Antonio", "3.44700", "-76.54000"),
    ("el-penon", "El Peñón", "3.45150", "-76.54050"),
    ("san-fernando", "San Fernando", "3.42900", "-76.54300"),
    ("tequendama", "Tequendama", "3.41800", "-76.54200"),
    ("versalles", "Versalles", "3.46200", "-76.52700"),
    ("la-flora", "La Flora", "3.48800", "-76.51900"),
    ("limonar", "El Limonar", "3.39600", "-76.53800"),
    ("el-ingenio", "El Ingenio", "3.38300", "-76.53200"),
    ("ciudad-jardin", "Ciudad Jardín", "3.36500", "-76.53000"),
    ("siloe", "Siloé", "3.42500", "-76.55800"),
)
BARRANQUILLA: tuple[Part, ...] = (
    ("el-prado", "El Prado", "10.99500", "-74.79800"),
    ("alto-prado", "Alto Prado", "11.00300", "-74.81200"),
    ("boston", "Boston", "10.98900", "-74.79000"),
    ("villa-country", "Villa Country", "11.00500", "-74.82000"),
    ("el-golf", "El Golf", "11.00800", "-74.81700"),
    ("riomar", "Riomar", "11.01700", "-74.82600"),
    ("villa-santos", "Villa Santos", "11.01900", "-74.83300"),
    ("ciudad-jardin", "Ciudad Jardín", "10.99600", "-74.82200"),
    ("la-concepcion", "La Concepción", "10.99900", "-74.81600"),
    ("san-jose", "San José", "10.96900", "-74.79300"),
)
CARTAGENA: tuple[Part, ...] = (
    ("bocagrande", "Bocagrande", "10.40300", "-75.55600"),
    ("castillogrande", "Castillogrande", "10.39500", "-75.55000"),
    ("el-laguito", "El Laguito", "10.39600", "-75.56400"),
    ("manga", "Manga", "10.41300", "-75.53500"),
    ("getsemani", "Getsemaní", "10.42100", "-75.54600"),
    ("san-diego", "San Diego", "10.42800", "-75.54600"),
    ("centro", "Centro", "10.42350", "-75.55050"),
    ("el-cabrero", "El Cabrero", "10.43300", "-75.54200"),
    ("crespo", "Crespo", "10.44600", "-75.51800"),
    ("pie-de-la-popa", "Pie de la Popa", "10.42000", "-75.52900"),
    ("torices", "Torices", "10.43100", "-75.53700"),
)
BUCARAMANGA: tuple[Part, ...] = (
    ("cabecera-del-llano", "Cabecera del Llano", "7.11700", "-73.10800"),
    ("sotomayor", "Sotomayor", "7.11900", "-73.11300"),
    ("la-aurora", "La Aurora", "7.12600", "-73.11300"),
    ("san-alonso", "San Alonso", "7.12800", "-73.11500"),
    ("mejoras-publicas", "Mejoras Públicas", "7.12400", "-73.11600"),
    ("san-francisco", "San Francisco", "7.13200", "-73.12200"),
    ("conucos", "Conucos", "7.10900", "-73.10700"),
    ("real-de-minas", "Real de Minas", "7.10700", "-73.12300"),
    ("lagos-del-cacique", "Lagos del Cacique", "7.09700", "-73.10500"),
    ("provenza", "Provenza", "7.08900", "-73.10800"),
)
PEREIRA: tuple[Part, ...] = (
    ("centro", "Centro", "4.81430", "-75.69460"),
    ("pinares", "Pinares de San Martín", "4.80800", "-75.68300"),
    ("los-alpes", "Los Alpes", "4.80600", "-75.68700"),
    ("los-alamos", "Los Álamos", "4.80000", "-75.69000"),
    ("maraya", "Maraya", "4.80700", "-75.70800"),
    ("la-villa", "La Villa", "4.80200", "-75.72000"),
    ("corales", "Corales", "4.79700", "-75.72800"),
    ("cuba", "Cuba", "4.80100", "-75.73700"),
    ("belmonte", "Belmonte", "4.81000", "-75.74800"),
)
SANTA_MARTA: tuple[Part, ...] = (
    ("centro-historico", "Centro Histórico", "11.24500", "-74.21200"),
    ("el-rodadero", "El Rodadero", "11.20400", "-74.22700"),
    ("gaira", "Gaira", "11.18900", "-74.22100"),
    ("pozos-colorados", "Pozos Colorados", "11.16400", "-74.22900"),
    ("bello-horizonte", "Bello Horizonte", "11.15000", "-74.22600"),
    ("bavaria", "Bavaria", "11.23600", "-74.20300"),
    ("el-jardin", "El Jardín", "11.23300", "-74.19600"),
    ("mamatoco", "Mamatoco", "11.23100", "-74.17000"),
    ("pescaito", "Pescaíto", "11.25400", "-74.20700"),
    ("taganga", "Taganga", "11.26700", "-74.19000"),
)
#: Of each city; of the closed ones a few.
NEIGHBORHOODS: dict[str, tuple[Part, ...]] = {
    "bogota": BOGOTA,
    "medellin": MEDELLIN,
    "cali": CALI,
    "barranquilla": BARRANQUILLA,
    "cartagena": CARTAGENA,
    "bucaramanga": BUCARAMANGA,
    "pereira": PEREIRA,
    "santa-marta": SANTA_MARTA,
    "asuncion": (
        ("villa-morra", "Villa Morra", "-25.29600", "-57.57900"),
        ("las-mercedes", "Las Mercedes", "-25.28300", "-57.61000"),
        ("sajonia", "Sajonia", "-25.29100", "-57.65400"),
    ),
    "montevideo": (
        ("pocitos", "Pocitos", "-34.90900", "-56.15000"),
        ("punta-carretas", "Punta Carretas", "-34.92300", "-56.15900"),
        ("cordon", "Cordón", "-34.90200", "-56.17500"),
    ),
    "buenos-aires": (
        ("palermo", "Palermo", "-34.58000", "-58.42500"),
        ("recoleta", "Recoleta", "-34.58700", "-58.39700"),
        ("caballito", "Caballito", "-34.61900", "-58.44200"),
    ),
}
