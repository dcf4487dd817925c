"""What an answer says that outweighs every mark of a machine (R42).

Read in French and English, and in German, Spanish, Italian and Dutch. A word too many only makes a
person read one mail more.
"""

import re

from relance.domain.account.on_file import Contest
from relance.domain.answers.folding import folded

_THING = (
    r"(?:invoices?|bills?|documents?|factures?|rechnung(?:en)?|facturas?|fatture?|fattura|facturen|"
    r"factuur|orders?|commandes?|claims?|demandes?|payments?|paiements?|goods|amounts?|montants?)"
)
_OWED = (
    r"(?:invoices?|bills?|factures?|rechnung(?:en)?|facturas?|fattur[ae]|fact(?:uur|uren)|prices?|"
    r"prix|tarifs?|preise?|goods|marchandises?|ware|montants?|amounts?|commandes?|bestellung)"
)
_DELIVERED = (
    r"(?:goods|order|delivery|deliveries|shipment|consignment|items?|products?|pallets?|boxes|box|"
    r"cartons?|parcels?|units?|pieces?|parts?|material|service|work|invoice|credit)"
)
_PRICED = (
    r"(?:prices?|amounts?|quantit(?:y|ies)|rates?|vat|tax|totals?|invoices?|bills?|billing|items?)"
)
_DISPUTED = (
    # French
    r"\b(?:je|nous|on) (?:vous )?(?:contest|refus|rejet|oppos|reclam)\w+",
    r"\bcontest(?:e|ons|ent|er|ation|ations|ee|ees)\b|\blitig\w+|\bdesaccord|\breclamations?\b",
    r"\bne (?:vous |la |le |les )?(?:pai|pay|regl|acquitt|verser|devons|dois|reconnai|accept)\w*",
    r"\bpas (?:d'accord|conformes?|a payer|paye tant|regler|payer)\b",
    r"\b(?:il|nous) (?:nous )?manqu\w+|\bmanquant\w*|\bincomplet\w*|\bmanqu(?:e|ent) (?:\d+|des|"
    r"les)",
    r"\b(?:pas|jamais|rien|non|ni) (?:ete |encore |ete encore )?(?:livre|recu|command|expedie|"
    r"rendu|"
    r"effectue|signe|conforme|du\b)\w*\b(?! (?:de |d'une |notre |votre )?(?:reponse|retour))",
    r"\bdefectueu\w+|\bendommage\w*|\babime\w*|\bmalfacon\w*|\bvices? caches?|\bcasse(?:e|s|es)?\b",
    r"\berreurs? (?:\w+ ){0,3}(?:prix|tarif|quantite|factur|montant|tva|commande|livraison)\w*",
    r"\b(?:prix|tarif|montant|quantite|tva|taux|facture|commande|livraison)s? [^|.]{0,40}"
    r"(?:errone|incorrect|faux|fausse|inexact|mauvais|ne correspond)\w*",
    r"\bne correspond\w* pas|\bfactur\w+ (?:deux|2) fois|\bdoublon\b|\ben double\b|\bindue?ment\b",
    r"\b(?:un|votre|cet|notre) avoir\b|\bavoirs? (?:partiel|total|correspondant|de \d)\w*",
    r"\bnotes? de credit\b|\bsuspend\w* (?:le|les|votre|tout|nos) (?:paiement|reglement)s?",
    r"\bn'(?:avons|ai|a|ont|avions) (?:pas|rien|jamais|aucun\w*) (?:\w+ ){0,2}(?:passe|commande|"
    r"signe|"
    r"demande|valide|accepte|eu)\b",
    r"\binjustifie\w*|\binfonde\w*|\binacceptable\w*|\bsurfactur\w*|\btrop (?:percu|facture|"
    r"eleve)\w*|"
    r"\b(?:factures?|commandes?) [^|.]{0,40}annul\w*|\bannul\w* [^|.]{0,30}(?:facture|commande)s?",
    r"\bjamais (?:ete )?passe\w*",
    # English
    r"\bunjustified\b|\bunfounded\b|\bunacceptable\b|\bincorrectly\b|\b(?:orders?|invoices?) "
    r"(?:\w+ ){0,3}cancel\w*|\bcancel\w* (?:\w+ ){0,3}(?:orders?|invoices?)\b|\btoo much\b|"
    r"\bshould not have been (?:billed|charged|invoiced|sent)|\bquer(?:y|ied|ies) (?:\w+ "
    r"){0,3}invoice",
    r"\b(?:disput|contest)(?:e|es|ed|ing|s)?\b(?! resolution)|\bdisagree\w*|\bobject(?:ion|ing) "
    r"to\b",
    r"(?:\bnot|n't|\bnever|\bcannot|\brefus\w+ to|decline to|no intention (?:to|of)) (?:be |"
    r"going to |"
    r"to )*"
    r"(?:pay|paying|accept|accepting|agree|agreed|owe|owed|recogni[sz]e|approve|approved|order|"
    r"ordered|"
    r"settle|settling)\b",
    r"\bmissing (?:\w+ ){0,3}" + _DELIVERED,
    rf"\b{_DELIVERED} (?:\w+ ){{0,4}}missing\b",
    rf"(?:\bnot|n't|\bnever|\bnothing) (?:yet |been |ever )*(?:receiv|deliver|got|get|arriv|shipp|"
    rf"perform|"
    rf"complet)\w* (?:\w+ ){{0,4}}{_DELIVERED}",
    rf"\b{_DELIVERED} (?:\w+ ){{0,3}}(?:not|\w+n't|never) (?:yet |been |ever )*"
    r"(?:receiv|deliver|arriv|shipp|perform|complet|order)\w*",
    r"\bnever (?:been )?(?:delivered|received|arrived|ordered|agreed)\b",
    r"\bdamaged\b|\bdefect(?:s|ive)?\b|\bfaulty\b|\bbroken\b|\bover-?(?:charg|bill)\w+|"
    r"\bincomplete\b",
    r"\b(?:billed|charged|invoiced) (?:\w+ ){0,2}twice|\bduplicate (?:\w+ )?(?:invoice|bill|"
    r"charge)\w*",
    rf"\b(?:wrong|incorrect|mistaken?|errors?) (?:\w+ ){{0,3}}{_PRICED}\b",
    rf"\b{_PRICED} (?:\w+ ){{0,3}}(?:wrong|incorrect|mistaken?|not correct|not right|not due|"
    rf"too high)\b",
    r"\bcredit (?:note|memo)\b|\bshort[- ]?(?:ship|deliver)\w+|\bcomplain\w*|\b(?:put|placed) "
    r"on hold",
    # German
    r"\breklam\w+|\bbestreit\w+|\bbestritten\w*|\bwidersprech\w+|\bwiderspruch\w*|\bbeanstand\w*",
    r"\bmangel(?:haft\w*)?\b|\bmangelruge\w*|\bdefekt\w*|\bbeschadigt\w*|\bfehl(?:t|en|ende\w*|"
    r"mengen?)\b",
    r"\b(?:nicht|nie|niemals) (?:\w+ )?(?:geliefert|bestellt|erhalten|vollstandig|korrekt|"
    r"bezahl\w+|zahlen|"
    r"einverstanden|akzeptier\w+|anerkenn\w*|uberein)",
    r"\bzahlen (?:\w+ ){0,3}nicht\b|\bfalsch\w* (?:\w+ )?(?:betrag|preis|menge|rechnung|"
    r"lieferung|artikel)",
    r"\bunvollstandig\w*|\bgutschrift\w*|\bdoppelt\w*|\bstimmt\w* (?:\w+ )?nicht\b|\bfehlerhaft\w*",
    # Spanish, Italian, Dutch
    r"\bdisput[ao]\w*|\breclam(?:ar|amos|acion|o)\w*|\bno (?:\w+ ){0,3}(?:pagar|pagamos|pago|"
    r"conform|"
    r"acept|correspond|debemos|reconoc|recibi|estamos de acuerdo|estoy de acuerdo)\w*",
    r"\bfaltan?\b|\bincomplet[ao]s?\b|\bdefectuos\w+|\bdanad[ao]s?\b|\berrone[ao]s?\b",
    r"\b(?:importe|precio|factura|cantidad) (?:\w+ ){0,3}incorrect[ao]|\bnota de (?:credito|"
    r"abono)\b",
    r"\bcontest(?:iamo|are|azione|ata|o)\b|\breclamo\b|\bnon (?:\w+ )?(?:pagher|paghiam|pago|"
    r"conform|dovut|"
    r"riconosc|ricevut|corrispond|accett|siamo d'accordo|sono d'accordo)\w*",
    r"\bmancan?o?\b|\bdifettos\w+|\bdanneggiat\w+|\bnota di credito\b|\bsbagliat[aoei]\b",
    r"\bbetwist\w*|\bniet (?:\w+ )?(?:betalen|akkoord|ontvangen|geleverd|besteld|correct|eens)\b",
    r"\bbetalen (?:\w+ ){0,2}niet\b|\bontbre(?:ek|ken)\w*|\bonvolledig\w*|\bbeschadigd\w*|"
    r"\bcreditnota\b|\bcreditfactuur\b|"
    r"\bklacht\w*",
    r"\bonjuist\w*|\bdubbel\w*",
)
# Of what is owed something is not so, in the same sentence, whatever the words are.
_NOT_SO = (
    rf"\b{_OWED}\b[^|.!?]{{0,50}}"
    r"(?:\b(?:not|never|pas|jamais|aucune?|nicht|nie|kein\w*|niet|geen)\b|n't)",
    r"\b(?:never|jamais|aucune?|nie|kein\w*|geen)\b[^|.!?]{0,40}"
    rf"\b{_OWED}\b",
)
_REJECTED = (
    rf"\b{_THING}\b[^|]{{0,60}}\b(?:reject|rejet|refus|retourne|declin|bloqu|block|zuruckgewiesen|"
    r"abgelehnt|returned|sent back|rechazad|devuelt|respint|rifiutat|geweigerd|afgekeurd|"
    r"afgewezen)\w*",
    r"\b(?:reject|rejet|refus|declin|retournons|bloquons|rechaz|respinge|rifiut|weiger)\w*\b"
    rf"[^|]{{0,40}}\b{_THING}\b",
    r"\b(?:cannot|can't|can not|could not|couldn't|unable to|not able to|not be) (?:be )?"
    rf"(?:process|accept|approv|regist|post|validat|pay|book)\w*[^|]{{0,40}}\b{_THING}\b",
    rf"\b{_THING}\b[^|]{{0,40}}\b(?:cannot|can't|could not|not) be (?:process|accept|approv|"
    rf"regist|post|"
    r"validat|pa|book)\w*",
    r"\b(?:ne (?:pouvons|peut|peux|sera|pourra)|n'a pas pu|impossible d[e']) ?(?:pas )?(?:la |"
    r"etre |vous )*"
    rf"(?:trait|valid|enregistr|accept|regl|pay)\w*|\b{_THING} [^|]{{0,30}}(?:non validee?|"
    rf"invalide)",
    r"\brechnung\w* [^|]{0,50}(?:nicht (?:\w+ )?(?:verarbeitet|gebucht|akzeptiert|bearbeitet)|"
    r"zuruck\b)",
)
_ORDER_NUMBER = (
    r"\b(?:numeros?|n°|no|nr|num|ref\w*)\.? (?:de |du |d')?(?:bon |bons )?(?:de )?(?:commande|"
    r"engagement)\b",
    r"\bbons? de commande\b|\bsans (?:bon de )?commande\b|\bcode service\b|\bno de commande\b",
    r"\b(?:po|p\.o\.|purchase order|order)[ -]?(?:numbers?|no\b|nr\b|nos\b|ref\w*|#)|\bpurchase "
    r"orders?\b",
    r"\b(?:no|missing|without|valid|a|the|your|our|any|invalid) po\b|\b(?:n°|no|numero|nr)\.? "
    r"(?:de )?(?:bc|bdc)\b|\bpo (?:\w+ )?(?:missing|required|"
    r"needed)",
    r"\bbestell-?(?:nummer|nr|bezug)\w*|\bauftragsnummer\w*|\bbestellung\w* fehlt",
    r"\bnumero (?:de|del) pedido\b|\borden(?:es)? de compra\b|\bnumero (?:d'|di )ordine\b|"
    r"\bordin[ei] "
    r"d'acquisto\b|\b(?:bestel|inkoop|order)(?:order)?nummer\w*|\binkooporder\w*",
)
_WRONG_COMPANY = (
    r"\b(?:mauvaise?|autre|pas la bonne|pas le bon) (?:societe|entite|entreprise|raison sociale|"
    r"client|"
    r"filiale|debiteur|interlocuteur)",
    r"\b(?:pas|plus) (?:a )?(?:notre|nos|a nous|pour nous|la notre|a notre nom)\b",
    r"\bne (?:nous |me |la )?concern\w+ (?:pas|en rien|nullement)|\bpas concernee?s?\b",
    r"\bne sommes pas (?:\w+ )?(?:client|debiteur|concern|la (?:bonne )?societe|redevable)\w*",
    r"\berreur (?:de|sur l[ae]) (?:societe|entite|raison sociale|client|destinataire de la "
    r"facture)",
    r"\bfactur\w+ [^|]{0,40}(?:a une autre|a la mauvaise|une autre societe|pas a nous)",
    r"\bvous (?:vous trompez|faites erreur)|\bne connaissons pas\b|\baucune (?:trace|relation|"
    r"commande)\b",
    r"\bwrong (?:company|entity|customer|client|legal entity|debtor|business|firm|account|"
    r"organi[sz]ation)",
    r"(?:\bnot|n't) (?:our|for us|for our|ours|addressed to us|the right|the correct) ?(?:company|"
    r"invoice|order|"
    r"entity|bill|debt|account)?",
    r"\b(?:do|does|did)(?: not|n't) (?:\w+ )?(?:concern|belong to|relate to) (?:us|our)|"
    r"\bnothing to do "
    r"with us",
    r"\b(?:not|never been) (?:a |your )?(?:customer|client)s?\b|\bnever (?:heard|dealt|traded)\b",
    r"\bno (?:record|trace|knowledge) of\b|\b(?:addressed|billed|invoiced|issued) to (?:the "
    r"wrong|another|"
    r"a different)|\b(?:another|different|other) (?:company|entity|legal entity)\b",
    r"\bfalsche?[nrms]? (?:firma|gesellschaft|unternehmen|adressat|rechnungsempfanger|"
    r"rechnungsadresse)",
    r"\bnicht (?:unsere?|an uns|fur uns|fur unser)\w*|\bandere[nrs]? (?:firma|gesellschaft|"
    r"unternehmen)",
    r"\b(?:kein\w*|nicht) (?:\w+ )?kunde\w*|\bbetrifft uns nicht\b",
    r"\b(?:empresa|sociedad) (?:equivocada|incorrecta)|\botra (?:empresa|sociedad)|\bno (?:es|"
    r"son) nuestr\w+",
    r"\bno somos (?:\w+ )?clientes?|\bsocieta (?:errata|sbagliata)|\baltra societa|\bnon (?:e|"
    r"sono) nostr\w+",
    r"\bnon siamo (?:\w+ )?client\w+|\bnon ci riguarda|\bverkeerde? (?:bedrijf|firma|onderneming)",
    r"\bander bedrijf|\bniet (?:onze|voor ons)\b|\bgeen klant\b",
)
_PAID = (
    r"\b(?:a|ai|avons|avez|ont|est|ete|etait|sont|deja|bien|sera) (?:\w+ ){0,2}(?<!conges )"
    r"(?:paye|regle|vire|solde|acquitte|rembourse|preleve|credite)(?:e|s|es)?\b",
    rf"\b(?:{_THING}|echeances?|somme|solde) (?:[^|. ]{{1,20}} ){{0,4}}(?:payee?|reglee?|viree?|"
    rf"soldee?|"
    r"acquittee?)s?\b",
    r"\b(?:virement|paiement|reglement|cheque|prelevement)s? (?:[^|. ]{1,20} ){0,6}(?:effectue|"
    r"fait|emis|"
    r"envoye|adresse|parti|passe|realise|execute|en cours|programme|ordonne|poste|valide|transmis|"
    r"debite)\w*",
    r"\b(?:effectue|fait|emis|envoye|procede|realise) (?:\w+ ){0,3}(?:virement|paiement|"
    r"reglement|cheque)",
    r"(?<!conges )\b(?:paye|regle|solde)e?s? (?:par|le \d|ce \w+|hier|depuis|en date|comptant)\b",
    r"\b(?<!un)paid\b(?! (?:leave|time|holiday|vacation|parental|maternity|sick|absence|annual|"
    r"out of))",
    r"\b(?:payment|transfer|remittance|cheque)s? (?:\w+ ){0,5}(?:made|sent|done|issued|executed|"
    r"processed|released|initiated|transferred|remitted|scheduled|completed|on its way|posted|"
    r"mailed|"
    r"cleared|left)\b",
    r"\b(?:made|sent|issued|transferred|remitted|wired|posted|mailed) (?:\w+ ){0,4}(?:payment|"
    r"transfer|"
    r"money|funds|amount|cheque|check)\b",
    r"\b(?:funds?|money|amount|payment) (?:\w+ ){0,3}(?:left|transferred|sent|debited|on its "
    r"way)\b",
    r"\b(?:already|been|was|were|is|have|has) (?:\w+ )?(?:settled|remitted|wired)\b",
    r"\b(?:uber|ueber)w(?:ies|eis)\w+|\b(?:be|ge)zahlt\b(?! (?:urlaub|freistellung))|"
    r"\bbeglichen\b|\bangewiesen\b",
    r"\bzahlung (?:\w+ ){0,5}(?:erfolgt|veranlasst|ausgefuhrt|unterwegs|getatigt|geleistet)",
    r"\b(?:hemos|he|ha|han|esta|fue|sido|ya) (?:\w+ ){0,2}(?:pagad|abonad|liquidad)\w+|"
    r"\btransferencia "
    r"(?:\w+ ){0,4}(?:realizad|efectuad|hech|enviad|emitid)\w+|\bpago (?:\w+ ){0,4}(?:realizad|"
    r"efectuad|"
    r"hech|enviad)\w+|\bfactura (?:\w+ ){0,4}(?:pagada|abonada)",
    r"\bpagat[aoie]\b|\bsaldat[aoie]\b|\b(?:bonifico|pagamento) (?:\w+ ){0,5}(?:effettuat|"
    r"eseguit|fatt|"
    r"dispost|inviat)\w+",
    r"\bbetaald\b(?! verlof)|\bovergemaakt\b|\bvoldaan\b|\bbetaling (?:\w+ ){0,5}(?:gedaan|"
    r"verricht|"
    r"uitgevoerd|onderweg)\b",
)
_SAID = {
    Contest.DISPUTED: _DISPUTED,
    Contest.REJECTED: _REJECTED,
    Contest.WRONG_COMPANY: _WRONG_COMPANY,
    Contest.ORDER_NUMBER: _ORDER_NUMBER,
    Contest.PAID: _PAID,
}
_AT_LAST = re.compile("|".join(_NOT_SO))
_PATTERNS = {contest: re.compile("|".join(patterns)) for contest, patterns in _SAID.items()}


def contest_in(text: str) -> Contest | None:
    """What the words contest, or None; the gravest where there are several."""
    words = folded(text)
    found = next((each for each, said in _PATTERNS.items() if said.search(words)), None)
    return found or (Contest.DISPUTED if _AT_LAST.search(words) else None)
