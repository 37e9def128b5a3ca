"""The law behind each Natura, as documents say it where nobody writes another."""

from aistrategyhub.features.invoicing.document.codes import Natura

LAWS = {
    Natura.N1: "Escluso ex art. 15 DPR 633/1972",
    Natura.N2_1: "Operazione non soggetta, artt. da 7 a 7-septies DPR 633/1972",
    Natura.N2_2: "Operazione non soggetta",
    Natura.N3_1: "Non imponibile, art. 8 c. 1 lett. a) e b) DPR 633/1972",
    Natura.N3_2: "Non imponibile, art. 41 DL 331/1993",
    Natura.N3_3: "Non imponibile, art. 71 DPR 633/1972",
    Natura.N3_4: "Non imponibile, artt. 8-bis e 9 DPR 633/1972",
    Natura.N3_6: "Non imponibile, operazione che non concorre al plafond",
    Natura.N4: "Esente, art. 10 DPR 633/1972",
    Natura.N5: "Regime del margine, DL 41/1995",
    Natura.N6_1: "Inversione contabile, art. 74 c. 7 e 8 DPR 633/1972",
    Natura.N6_2: "Inversione contabile, art. 17 c. 5 DPR 633/1972",
    Natura.N6_3: "Inversione contabile, art. 17 c. 6 lett. a) DPR 633/1972",
    Natura.N6_4: "Inversione contabile, art. 17 c. 6 lett. a-bis) DPR 633/1972",
    Natura.N6_5: "Inversione contabile, art. 17 c. 6 lett. b) DPR 633/1972",
    Natura.N6_6: "Inversione contabile, art. 17 c. 6 lett. c) DPR 633/1972",
    Natura.N6_7: "Inversione contabile, art. 17 c. 6 lett. a-ter) DPR 633/1972",
    Natura.N6_8: "Inversione contabile, art. 17 c. 6 lett. d-bis), d-ter) e d-quater) DPR 633/1972",
    Natura.N6_9: "Inversione contabile, art. 17 DPR 633/1972",
    Natura.N7: "IVA assolta in altro Stato UE, art. 7-octies DPR 633/1972",
}
