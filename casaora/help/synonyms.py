"""Words that mean the same to people who look for help; endings that mean nothing; words that say nothing. By language, without accents."""

from __future__ import annotations

#: The longest first. Spanish takes plural, gender and the commonest endings of verbs; English what it has.
ENDINGS = {
    "es": (
        "aciones", "iciones", "amientos", "imientos", "amiento", "imiento", "acion", "icion", "aremos", "adores", "adoras", "antes", "ando", "iendo",
        "aron", "ieron", "aste", "iste", "ados", "adas", "idos", "idas", "ador", "adora", "amos", "emos", "imos", "aban", "ando", "aba", "ado", "ada", "ido",
        "ida", "ara", "era", "ira", "are", "ere", "ire", "aria", "ar", "er", "ir", "an", "en", "as", "es", "os", "al", "o", "a", "e", "s",
    ),
    "en": ("ations", "ation", "ments", "ment", "ings", "ing", "edly", "ies", "ers", "ed", "er", "es", "ly", "al", "s", "e", "y"),
}  # fmt: skip

_SILENT = {
    "es": """
        a al algo ante como con cual cuando de del desde donde el ella ellos en entre es esta este esto estoy fue ha hace hacer hay he la las le lo los me mi
        mis muy o para pero por porque puedo puede que quien quiero se ser si sin sobre son soy su sus tambien te tengo tiene tu tus un una uno y ya yo
    """,
    "en": """
        a about am an and any are as at be been but by can could did do does for from get had has have how i if in into is it its me my of on or our she her
        he she should so that the their them then there they this to was we what when where which who why will with would you your
    """,
}
SILENT = {language: frozenset(words.split()) for language, words in _SILENT.items()}

SYNONYMS = {
    "es": (
        ("plata", "dinero", "valor", "monto"), ("cobro", "cargo", "debito", "descuento", "cobrar"), ("reembolso", "devolucion", "devolver", "reintegro"),
        ("cancelar", "anular", "suspender"), ("reagendar", "reprogramar", "mover", "aplazar", "cambiar", "otra hora"),
        ("visita", "cita", "servicio", "reserva", "turno"), ("profesional", "señora", "aseadora", "niñera", "cuidadora", "trabajadora"),
        ("pago", "consignacion", "deposito", "transferencia", "desembolso"), ("ganancias", "sueldo", "salario", "ingresos", "pagan"),
        ("retencion", "bloqueo", "preautorizacion", "congelado", "apartado"), ("propina", "regalo", "gratificacion"),
        ("contraseña", "clave", "password"), ("codigo", "pin", "numero"), ("entrar", "ingresar", "login", "sesion", "acceder"),
        ("correo", "email", "mail"), ("robo", "hurto", "falta", "perdida"), ("daño", "roto", "rompio", "quebro", "dañado"),
        ("queja", "reclamo", "problema", "reportar", "denuncia"), ("no llego", "incumplio", "plantada", "no vino"),
        ("banco", "tarjeta", "entidad"), ("cuenta bancaria", "nequi", "daviplata", "ahorros"), ("tarifa", "precio", "costo", "vale", "cuesta"),
        ("comision", "porcentaje", "fee"), ("trabajar", "empleo", "postularme", "aplicar", "inscribirme"),
        ("antecedentes", "verificacion", "revision", "referencias", "confianza"), ("datos", "informacion", "privacidad", "habeas"),
        ("borrar", "eliminar", "cerrar", "retirar"), ("recibo", "factura", "comprobante", "soporte"), ("efectivo", "contado", "por fuera"),
        ("emergencia", "peligro", "seguridad", "policia"), ("horario", "agenda", "disponibilidad", "horas"), ("suspendida", "pausada", "bloqueada"),
        ("contracargo", "disputa", "desconocer"), ("extracto", "desprendible", "resumen"), ("demora", "tarda", "cuanto"), ("extra", "adicional", "mas tiempo"),
    ),
    "en": (
        ("money", "cash", "amount", "funds"), ("charge", "debit", "bill", "pay"), ("refund", "return", "money back", "reimburse"),
        ("cancel", "call off", "annul"), ("reschedule", "move", "postpone", "another time", "change"),
        ("visit", "appointment", "booking", "job", "reservation", "service"), ("professional", "cleaner", "nanny", "carer", "worker"),
        ("payout", "transfer", "deposit", "wire"), ("earnings", "wage", "salary", "income", "paid"), ("hold", "pending", "authorization", "blocked", "frozen"),
        ("tip", "gratuity", "bonus"), ("password", "passcode"), ("code", "pin", "number"), ("log in", "sign in", "login", "access"),
        ("email", "mail", "address"), ("stolen", "theft", "missing", "lost"), ("damage", "broken", "broke"),
        ("complaint", "problem", "issue", "report", "claim"), ("no show", "did not come", "nobody came"), ("bank", "card", "issuer"),
        ("fee", "commission", "percentage"), ("price", "cost", "rate", "expensive"), ("apply", "join", "work", "job"),
        ("background", "vetting", "checks", "references", "trust"), ("data", "privacy", "information", "gdpr"), ("delete", "erase", "close", "remove"),
        ("receipt", "invoice", "proof"), ("emergency", "danger", "safety", "police"), ("schedule", "calendar", "availability", "hours"),
        ("suspended", "paused", "blocked", "banned"), ("chargeback", "dispute"), ("statement", "summary", "slip"), ("extra", "additional", "longer"),
    ),
}  # fmt: skip
