"""What each permission lets somebody do, in words, and which roles have it. Permissions are known by their names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aistrategyhub.core.access import Permission, Role
from aistrategyhub.core.text import mark

POWERS: Mapping[str, str] = {
    "accounts:read_own": mark("Vedere il proprio profilo"),
    "accounts:manage_own": mark("Cambiare il proprio profilo e la propria sicurezza"),
    "accounts:use_api_keys": mark("Usare chiavi per i propri programmi"),
    "accounts:read": mark("Vedere le persone"),
    "accounts:manage": mark("Disattivare account, chiudere accessi, rimuovere verifiche perdute"),
    "accounts:read_security": mark("Vedere accessi e tentativi di accesso"),
    "accounts:grant_staff_roles": mark("Invitare persone e cambiarne il ruolo"),
    "accounts:grant_every_role": mark("Nominare amministratori e titolari"),
    "accounts:impersonate": mark("Agire per conto di un cliente che lo permette"),
    "audit:read": mark("Leggere il registro"),
    "audit:export": mark("Esportare il registro"),
    "backoffice:enter": mark("Entrare nell’amministrazione"),
    "backoffice:read_figures": mark("Vedere ricavi e cifre"),
    "backoffice:read_work": mark("Vedere i lavori in coda"),
    "backoffice:retry_work": mark("Far riprendere un lavoro fermo"),
    "backoffice:read_pages": mark("Vedere quali pagine pubbliche sono scritte"),
    "backoffice:write_pages": mark("Far riscrivere le pagine pubbliche"),
    "catalog:read": mark("Vedere il catalogo"),
    "catalog:edit": mark("Cambiare servizi, domande e categorie"),
    "catalog:prices": mark("Cambiare prezzi, sconti e listini"),
    "catalog:manage": mark("Eliminare dal catalogo"),
    "blog:read": mark("Vedere gli articoli nell’amministrazione"),
    "blog:edit": mark("Scrivere gli articoli"),
    "blog:publish": mark("Pubblicare gli articoli"),
    "blog:manage": mark("Cambiare categorie, etichette, serie e autori del blog"),
    "blog:erase": mark("Eliminare per sempre gli articoli"),
    "prompts:read": mark("Vedere le istruzioni date ai modelli"),
    "prompts:change": mark("Cambiare le istruzioni date ai modelli, i budget e i prezzi"),
    "legal:read": mark("Vedere le pagine legali"),
    "legal:manage": mark("Creare e pubblicare le pagine legali"),
    "invoicing:read": mark("Vedere le fatture"),
    "invoicing:read_restricted": mark("Vedere le fatture di chi si è fatto cancellare"),
    "invoicing:issue": mark("Scrivere ed emettere fatture e note di credito a mano"),
    "invoicing:read_received": mark("Vedere le fatture dei fornitori e la liquidazione IVA"),
    "invoicing:receive": mark("Importare le fatture dei fornitori e dire quanta IVA si detrae"),
    "invoicing:transmit": mark("Inviare le fatture al Sistema di Interscambio"),
    "invoicing:export": mark("Scaricare le fatture di un periodo"),
    "mailing:read": mark("Vedere le e-mail"),
    "mailing:retry": mark("Rimandare un’e-mail"),
    "orders:read_own": mark("Vedere i propri ordini"),
    "orders:read": mark("Vedere tutti gli ordini"),
    "orders:write_notes": mark("Scrivere note sugli ordini"),
    "orders:manage": mark("Gestire gli ordini"),
    "orders:export": mark("Esportare gli ordini"),
    "payments:read": mark("Vedere i pagamenti"),
    "payments:refund": mark("Rimborsare"),
    "payments:book": mark("Registrare incassi ed estratti conto"),
    "payments:dispute": mark("Rispondere alle contestazioni"),
    "assistant:read": mark("Vedere l’assistente e i suoi documenti"),
    "assistant:change": mark("Decidere che cosa dice e quanto spende l’assistente"),
    "assistant:teach": mark("Insegnare documenti all’assistente"),
    "assistant:listen": mark("Leggere ed eliminare le conversazioni con l’assistente"),
    "assistant:join": mark("Entrare nelle conversazioni al posto dell’assistente"),
    "support:ask_own": mark("Chiedere assistenza e seguire le proprie richieste"),
    "support:read": mark("Vedere i ticket"),
    "support:answer": mark("Rispondere ai ticket e chiuderli"),
    "support:delete": mark("Eliminare i ticket"),
    "carts:read_coupons": mark("Vedere i codici sconto"),
    "carts:manage_coupons": mark("Creare e chiudere codici sconto"),
    "subscriptions:use_own": mark("Abbonarsi e gestire i propri abbonamenti"),
    "subscriptions:read": mark("Vedere tutti gli abbonamenti"),
    "subscriptions:manage": mark("Disdire abbonamenti per i clienti"),
    "wallet:use_own": mark("Salvare le proprie carte e pagare con esse"),
    "privacy:read_requests": mark("Vedere le richieste sulla privacy"),
    "media:read": mark("Vedere la libreria dei file"),
    "media:upload": mark("Caricare file nella libreria"),
    "media:manage": mark("Descrivere, sostituire ed eliminare i file della libreria"),
    "publishing:read": mark("Vedere bozze e versioni"),
    "publishing:edit": mark("Scrivere bozze"),
    "publishing:publish": mark("Pubblicare, programmare e ritirare"),
    "publishing:redirect": mark("Cambiare i reindirizzamenti"),
    "publishing:erase": mark("Eliminare per sempre ciò che è nel cestino"),
    "cms:read": mark("Vedere le pagine nell’editor"),
    "cms:edit": mark("Scrivere le pagine"),
    "cms:publish": mark("Pubblicare le pagine"),
    "cms:menus": mark("Cambiare i menu"),
    "cms:erase": mark("Eliminare per sempre le pagine"),
    "contact:read": mark("Leggere i messaggi dal sito"),
    "contact:manage": mark("Prendere in carico e archiviare i messaggi"),
    "contact:delete": mark("Eliminare i messaggi"),
    "contact:export": mark("Esportare i messaggi"),
    "quotes:read_own": mark("Vedere le proprie richieste di preventivo"),
    "quotes:read": mark("Leggere le richieste di preventivo"),
    "quotes:manage": mark("Segnare a che punto sono le richieste di preventivo"),
    "quotes:delete": mark("Eliminare le richieste di preventivo"),
    "quotes:export": mark("Esportare le richieste di preventivo"),
    "assessments:read_own": mark("Ritrovare le proprie autovalutazioni"),
    "assessments:edit": mark("Scrivere le autovalutazioni"),
    "assessments:publish": mark("Pubblicare e ritirare le autovalutazioni"),
    "assessments:read_results": mark("Vedere i risultati delle autovalutazioni"),
    "site_settings:read": mark("Vedere le impostazioni"),
    "site_settings:change": mark("Cambiare le impostazioni"),
}


@dataclass(frozen=True)
class Power:
    """A permission and the roles that have it."""

    permission: str
    roles: frozenset[Role]


def powers_of(granted: Callable[[Role], frozenset[Permission]]) -> list[Power]:
    """Every permission that some role has, by its name, with those roles."""
    by_role = {role: granted(role) for role in Role}
    permissions = sorted({str(permission) for granted_here in by_role.values() for permission in granted_here})
    return [
        Power(name, frozenset(role for role, granted_here in by_role.items() if name in granted_here))
        for name in permissions
    ]
