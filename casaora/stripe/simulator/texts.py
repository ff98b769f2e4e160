"""The words of the hosted pages, in both languages. They are the processor's, not the product's, so they are in no catalogue."""

from __future__ import annotations

_TEXTS = {
    "banner": ("Casaora's test processor. No real money moves here, and no real card is accepted.",
               "Procesador de prueba de Casaora. Aquí no se mueve plata de verdad ni se reciben tarjetas reales."),
    "error": ("Error", "Error"),
    "pay_title": ("Choose a card", "Elige una tarjeta"),
    "summary": ("What you are paying for", "Lo que vas a pagar"),
    "amount": ("Amount", "Valor"),
    "reference": ("Reference", "Referencia"),
    "email": ("Receipt to", "Recibo para"),
    "hold": ("Your bank sets the amount aside. It is charged when the shop takes it, or given back.",
             "Tu banco aparta el valor. Se cobra cuando el comercio lo toma; si no, se devuelve."),
    "minutes": ("This page closes in {minutes} min.", "Esta página se cierra en {minutes} min."),
    "cards": ("Test cards", "Tarjetas de prueba"),
    "card_approve": ("The bank says yes", "El banco dice que sí"),
    "card_decline": ("The bank says no", "El banco dice que no"),
    "card_challenge": ("The bank asks you to confirm", "El banco te pide confirmar"),
    "card_funds": ("Not enough money on the card", "La tarjeta no tiene fondos"),
    "ending": ("ending in {last4}", "terminada en {last4}"),
    "other": ("Another test card (optional)", "Otra tarjeta de prueba (opcional)"),
    "other_hint": ("A number written here goes before the choice above. Real numbers are refused.",
                   "El número que escribas aquí vale más que la opción de arriba. No se reciben números reales."),
    "book": ("Set {amount} aside", "Apartar {amount}"),
    "pay": ("Pay {amount}", "Pagar {amount}"),
    "back": ("Go back without paying", "Volver sin pagar"),
    "expire": ("Let this page expire", "Dejar que la página venza"),
    "expire_why": ("To see what happens when nobody pays in time.", "Para ver qué pasa cuando nadie paga a tiempo."),
    "wrong_number": ("That is not one of the test cards. Choose one above, or write its 16 digits.",
                     "Esa no es una de las tarjetas de prueba. Elige una de arriba o escribe sus 16 dígitos."),
    "declined": ("The bank said no. Nothing was set aside; try another card.",
                 "El banco dijo que no. No se apartó nada; prueba con otra tarjeta."),
    "insufficient_funds": ("There is not enough money on this card. Nothing was set aside; try another one.",
                           "Esta tarjeta no tiene fondos suficientes. No se apartó nada; prueba con otra."),
    "payment_intent_authentication_failure": ("Your bank could not confirm that it was you. Nothing was set aside; try again or choose another card.",
                                              "Tu banco no pudo confirmar que eras tú. No se apartó nada; intenta de nuevo o elige otra tarjeta."),
    "closed_title": ("This payment page is closed", "Esta página de pago está cerrada"),
    "closed": ("Its time is over, or it was canceled. Nothing was charged.", "Se acabó el tiempo o se canceló. No se cobró nada."),
    "done_title": ("This payment is done", "Este pago ya está hecho"),
    "done": ("The amount is set aside. There is nothing more to do here.", "El valor está apartado. No hay nada más que hacer aquí."),
    "return": ("Back to Casaora", "Volver a Casaora"),
    "challenge_title": ("Is this you?", "¿Eres tú?"),
    "challenge": ("Your test bank wants to be sure before it sets {amount} aside on the card ending in {last4}.",
                  "Tu banco de prueba quiere estar seguro antes de apartar {amount} en la tarjeta terminada en {last4}."),
    "challenge_yes": ("Yes, it is me", "Sí, soy yo"),
    "challenge_no": ("No, stop this payment", "No, detener este pago"),
    "onboarding_title": ("Your payout account", "Tu cuenta de pagos"),
    "onboarding": ("A real processor would ask for your document and your bank account here. This one only asks how it should end.",
                   "Un procesador real te pediría aquí tu documento y tu cuenta bancaria. Este solo pregunta cómo debe terminar."),
    "onboarding_how": ("How should it end?", "¿Cómo debe terminar?"),
    "state_ready": ("Everything is accepted", "Todo queda aprobado"),
    "state_ready_why": ("Test bank, account ending in 6789. You can be paid.", "Banco de prueba, cuenta terminada en 6789. Ya te pueden pagar."),
    "state_pending": ("They are still checking", "Todavía están revisando"),
    "state_pending_why": ("All is handed in; nothing can be sent yet.", "Todo está entregado; todavía no te pueden enviar nada."),
    "state_incomplete": ("I will finish later", "Termino después"),
    "state_incomplete_why": ("Nothing changes.", "No cambia nada."),
    "state_restricted": ("They want another document", "Piden otro documento"),
    "state_restricted_why": ("The account is restricted until it arrives.", "La cuenta queda restringida hasta que llegue."),
    "continue": ("Continue", "Continuar"),
    "choose_state": ("Choose how it should end.", "Elige cómo debe terminar."),
    "dashboard_title": ("Your payout account", "Tu cuenta de pagos"),
    "state": ("State", "Estado"),
    "available": ("Available", "Disponible"),
    "received": ("Received from Casaora", "Recibido de Casaora"),
    "date": ("Date", "Fecha"),
    "nothing": ("Nothing has been received yet.", "Todavía no has recibido nada."),
    "gone_title": ("This link does not work any more", "Este enlace ya no sirve"),
    "gone": ("It can be used once, for a few minutes. Ask for a new one.", "Sirve una sola vez y por pocos minutos. Pide uno nuevo."),
    "missing_title": ("There is nothing here", "Aquí no hay nada"),
    "missing": ("Check the address, or go back to where you came from.", "Revisa la dirección o vuelve a donde estabas."),
}  # fmt: skip
LANGUAGES = ("en", "es")


def texts(language: str) -> dict[str, str]:
    """Every text in a language."""
    index = LANGUAGES.index(language)
    return {name: both[index] for name, both in _TEXTS.items()}


def language_of(locale: str | None, accepted: str = "") -> str:
    """The language of a session's locale; of the browser's wish where it has none."""
    wish = (locale if locale and locale != "auto" else accepted).strip().lower()
    return "es" if wish.startswith("es") else "en"
