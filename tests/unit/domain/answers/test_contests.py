"""R42: what an answer says that outweighs every mark of a machine, in six languages."""

import pytest

from relance.domain.answers.contests import contest_in

DISPUTED = """
Bonjour, il manque deux cartons. Nous ne paierons pas.
La facture F-1 est contestée.
Nous refusons de payer cette facture.
Marchandise non reçue.
La livraison était incomplète.
Le montant est faux.
Nous attendons votre avoir.
Je ne suis pas d'accord.
Votre facture nous paraît injustifiée.
Nous n'avons pas passé cette commande.
Cette commande a été annulée.
We were charged too much.
The price is not what was said.
La commande n'a jamais été passée par nos services.
We dispute this invoice.
The goods were never delivered.
We have not received the goods.
We don’t owe you anything.
We won't pay.
The price is wrong.
Please send a credit note.
Die Ware fehlt.
Wir widersprechen der Rechnung.
Wir zahlen nicht.
No vamos a pagar.
No hemos recibido la mercancía.
Non pagheremo.
Merce danneggiata.
Wij betwisten deze factuur.
"""
REJECTED = """
Your invoice has been rejected.
Votre facture a été rejetée.
Invoice F-1: cannot be processed.
Ihre Rechnung wurde abgelehnt.
Your invoice was returned to you on Monday.
"""
ORDER_NUMBER = """
PO number missing.
Please quote a purchase order.
Merci d'indiquer le numéro de commande.
Le bon de commande est absent.
Bestellnummer angeben.
Merci d'ajouter le n° de BC.
It does not mention our PO.
Indique el número de pedido.
"""
WRONG_COMPANY = """
You have the wrong company.
Ce n'est pas notre facture.
Cette facture ne nous concerne pas.
This bill isn't ours.
This invoice belongs to another company.
We are not your customer.
Falsche Firma.
"""
PAID = """
Facture déjà réglée.
Nous avons payé le 3 juin.
Le virement est parti hier.
Réglé par chèque.
Le règlement vous a été adressé le 2 juin.
The funds left our account on Tuesday.
We already paid.
Payment was sent yesterday.
Rechnung wurde bereits bezahlt.
Überwiesen am 3. Juni.
La factura ya está pagada.
La fattura è già stata pagata.
De factuur is al betaald.
"""
NOTHING = """
Je suis absente jusqu'au 12 juin inclus. En cas d'urgence, contactez paul@client.example.
Je suis en congés payés jusqu'au 15 juin.
Merci d'avoir contacté notre service. Si vous n'avez pas reçu de réponse sous 48 h, appelez-nous.
Thank you for your email. I am on annual leave and will return on Monday 15 June.
I am on paid leave until 14 June.
Thank you. Our offices are no longer at 12 High Street but at 3 Low Street.
Your message has been received, a ticket has been created.
Delivery to the following recipient failed permanently. 550 5.1.1 user unknown
Message rejected by the recipient's server: 550 access denied.
Your message was not delivered because the address could not be found.
If you are not the intended recipient, or received it in error, please delete it.
Ich bin bis zum 12. Juni nicht im Büro. Ihre E-Mail wird nicht weitergeleitet.
Estoy fuera de la oficina hasta el 14 de junio.
Sono fuori ufficio fino al 14 giugno.
Ik ben afwezig tot 14 juni.
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize(
    ("said", "contests"),
    [
        *((said, "disputed") for said in lines(DISPUTED)),
        *((said, "rejected") for said in lines(REJECTED)),
        *((said, "order_number") for said in lines(ORDER_NUMBER)),
        *((said, "wrong_company") for said in lines(WRONG_COMPANY)),
        *((said, "paid") for said in lines(PAID)),
        *((said, None) for said in lines(NOTHING)),
    ],
)
def test_what_is_said_is_read(said: str, contests: str | None) -> None:
    assert contest_in(said) == contests
    assert contest_in(said.upper()) == contests
    assert contest_in(said.replace(" ", "\n")) == contests
