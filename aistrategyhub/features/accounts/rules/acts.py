"""What is done to accounts, by its name in the audit trail, in words."""

from collections.abc import Mapping

from aistrategyhub.core.text import mark

ACCOUNT_ACTS: Mapping[str, str] = {
    "accounts.created": mark("Persona creata"),
    "accounts.registered": mark("Registrazione"),
    "accounts.registered_again": mark("Registrazione di un indirizzo già noto"),
    "accounts.signed_in": mark("Accesso"),
    "accounts.signed_out": mark("Uscita"),
    "accounts.invited": mark("Invito"),
    "accounts.invited_again": mark("Invito rimandato"),
    "accounts.locked": mark("Accesso bloccato"),
    "accounts.unlocked": mark("Accesso sbloccato"),
    "accounts.email_verified": mark("Indirizzo confermato"),
    "accounts.email_change_asked": mark("Cambio di indirizzo chiesto"),
    "accounts.email_changed": mark("Indirizzo cambiato"),
    "accounts.claimed": mark("Account ripreso da chi legge la posta del suo indirizzo"),
    "accounts.password_changed": mark("Password cambiata"),
    "accounts.password_reset": mark("Password reimpostata"),
    "accounts.profile_changed": mark("Profilo cambiato"),
    "accounts.proved_again": mark("Identità confermata di nuovo"),
    "accounts.role_changed": mark("Ruolo cambiato"),
    "accounts.deactivated": mark("Account disattivato"),
    "accounts.reactivated": mark("Account riattivato"),
    "accounts.session_ended": mark("Accesso chiuso da un collega"),
    "accounts.sessions_ended": mark("Accessi chiusi da un collega"),
    "accounts.second_factor_reset": mark("Verifica in due passaggi rimossa da un collega"),
    "accounts.second_factor_on": mark("Verifica in due passaggi attivata"),
    "accounts.second_factor_off": mark("Verifica in due passaggi disattivata"),
    "accounts.recovery_codes_renewed": mark("Codici di recupero rinnovati"),
    "accounts.recovery_code_used": mark("Codice di recupero usato"),
    "accounts.passkey_added": mark("Passkey aggiunta"),
    "accounts.passkey_removed": mark("Passkey tolta"),
    "accounts.codes_guessed": mark("Codici sbagliati dopo la password giusta"),
    "accounts.identity_linked": mark("Account di un altro servizio collegato"),
    "accounts.identity_unlinked": mark("Account di un altro servizio scollegato"),
    "accounts.support_allowed": mark("Accesso dell’assistenza permesso"),
    "accounts.support_withdrawn": mark("Accesso dell’assistenza ritirato"),
    "accounts.impersonated": mark("Un collega agisce per suo conto"),
    "accounts.impersonation_ended": mark("Il collega ha finito"),
}
