"""Where the demo buyers live and what they are called: invented people and firms in real towns."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Town:
    """A comune: `cadastre` is its code in a codice fiscale, `office` its province's in a partita IVA."""

    name: str
    zip: str
    province: str
    cadastre: str
    office: str


_TOWNS = """
Alba 12051 CN A124 004
Ancona 60121 AN A271 042
Asti 14100 AT A479 005
Bari 70121 BA A662 072
Bassano del Grappa 36061 VI A703 024
Bergamo 24121 BG A794 016
Bologna 40121 BO A944 037
Bolzano 39100 BZ A952 021
Brescia 25121 BS B157 017
Cagliari 09124 CA B354 092
Carpi 41012 MO B819 036
Catania 95121 CT C351 087
Como 22100 CO C933 013
Cuneo 12100 CN D205 004
Faenza 48018 RA D458 039
Firenze 50122 FI D612 048
Genova 16121 GE D969 010
Ivrea 10015 TO E379 001
Lecce 73100 LE E506 075
Lucca 55100 LU E715 046
Milano 20121 MI F205 015
Modena 41121 MO F257 036
Monza 20900 MB F704 015
Napoli 80121 NA F839 063
Padova 35121 PD G224 028
Palermo 90133 PA G273 082
Parma 43121 PR G337 034
Perugia 06121 PG G478 054
Pescara 65121 PE G482 068
Pisa 56125 PI G702 050
Prato 59100 PO G999 048
Reggio nell'Emilia 42121 RE H223 035
Rimini 47921 RN H294 040
Roma 00184 RM H501 058
Salerno 84121 SA H703 065
Schio 36015 VI I531 024
Torino 10121 TO L219 001
Trento 38121 TN L378 022
Treviso 31100 TV L407 026
Trieste 34121 TS L424 032
Udine 33100 UD L483 030
Varese 21100 VA L682 012
Verona 37121 VR L781 023
Vicenza 36100 VI L840 024
"""


def _read(line: str) -> Town:
    name, zip_code, province, cadastre, office = line.rsplit(" ", 4)
    return Town(name, zip_code, province, cadastre, office)


TOWNS = tuple(_read(line) for line in _TOWNS.strip().splitlines())

STREETS = (
    "Corso Garibaldi",
    "Corso Vittorio Emanuele II",
    "Largo Augusto",
    "Piazza del Mercato",
    "Via Alessandro Volta",
    "Via Antonio Gramsci",
    "Via Cavour",
    "Via dei Mille",
    "Via del Lavoro",
    "Via dell'Artigianato",
    "Via dell'Industria",
    "Via Giacomo Matteotti",
    "Via Giuseppe Mazzini",
    "Via Guglielmo Marconi",
    "Via Leonardo da Vinci",
    "Via Roma",
    "Via San Francesco",
    "Via XXV Aprile",
    "Viale della Stazione",
    "Viale Europa",
)

_SURNAMES = """
Aliprandi, Baldassarri, Bellomo, Benedetti, Bertolini, Bianchi, Brambilla, Caputo, Casagrande, Castelli, Colombo,
Conti, Costantini, D'Agostino, De Luca, De Santis, Di Stefano, Fabbri, Ferrara, Ferrero, Fiorentino, Galli, Gatti,
Grassi, Greco, Lombardi, Longo, Mancini, Marchetti, Mariani, Martinelli, Mazza, Milani, Montanari, Neri, Orlando,
Pagani, Palumbo, Parisi, Pellegrini, Piras, Rinaldi, Riva, Rizzo, Romano, Rossetti, Ruggeri, Sala, Salvatori,
Santoro, Sartori, Serra, Silvestri, Testa, Tosi, Valentini, Villa, Vitale, Zambelli, Zanella, Zorzi
"""
_MEN = """
Alessandro, Andrea, Carlo, Daniele, Emanuele, Fabio, Filippo, Giacomo, Lorenzo, Luca, Matteo, Nicola, Pietro, Stefano
"""
_WOMEN = """
Alice, Anna, Beatrice, Camilla, Cristina, Elisa, Federica, Francesca, Ilaria, Laura, Marta, Martina, Sara, Silvia
"""


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


SURNAMES, MEN, WOMEN = _names(_SURNAMES), _names(_MEN), _names(_WOMEN)

FIRMS = (
    "Officine Meccaniche {surname} S.r.l.",
    "{surname} & Figli S.n.c.",
    "Cantine {surname} Società Agricola S.r.l.",
    "Studio Legale {surname} e Associati",
    "{surname} Logistica S.p.A.",
    "Farmacia {surname} S.a.s.",
    "{surname} Costruzioni S.r.l.",
    "Tessitura {surname} S.p.A.",
    "Molino {surname} S.r.l.",
    "{surname} Software S.r.l.",
    "Poliambulatorio {surname} S.r.l.",
    "Servizi Idrici {surname} S.p.A.",
    "Cooperativa Sociale {surname}",
    "Trasporti {surname} S.r.l.",
    "{surname} Energia S.r.l.",
    "Ceramiche {surname} S.p.A.",
    "Fonderie {surname} S.p.A.",
    "Gruppo {surname} Holding S.p.A.",
    "{surname} Automazione S.r.l.",
    "Pastificio {surname} S.r.l.",
    "Salumificio {surname} S.p.A.",
    "{surname} Chimica S.r.l.",
    "Centro Diagnostico {surname} S.r.l.",
    "{surname} Stampi S.r.l.",
)
