"""What a rule said, and why another was silent, in French; figures stand in braces.

Of several sentences the first is said of which every figure is there: what is absent is a
sentence of its own.
"""

from collections.abc import Mapping

type Patterns = str | tuple[str, ...]

# By the code of what the rule said.
FIRED: Mapping[str, Patterns] = {
    "tenant_paused": "L’envoi est en pause.",
    "sender_withdrawn": "L’adresse de l’expéditeur n’est pas, ou plus, liée au créancier.",
    "outcome_awaited": (
        "Le sort d’un message du {reserved_at} ({message}) est attendu jusqu’au {settles_at}.",
        "Le sort du dernier message est attendu.",
    ),
    "outcome_unknown": (
        "Nul ne sait si le message du {reserved_at} est parti ({message}).",
        "Nul ne sait si le dernier message est parti.",
    ),
    "not_yet": "L’étape « {step} » tombe le {nominal_on}, avec son écart le {falls_on}.",
    "day_named": (
        "Nous avons indiqué le {named_on} : pas de « {step} » avant d’en avoir saisi les "
        "encaissements ({free_on})."
    ),
    "payments_backlog": "Un paiement attend d’être enregistré.",
    "feed_stale": (
        "Encaissements saisis jusqu’au {cash_through_on} ; il faut le {needed_on}.",
        "Aucun encaissement n’est encore saisi ; il faut le {needed_on}.",
    ),
    "prerequisite_not_delivered": "L’étape « {needs} » n’a pas été remise.",
    "closed_day": "Le {day} est fermé ; prochain jour ouvert : {open_on}.",
    "reader_absent": (
        "Le lecteur est absent, de retour le {returns_on} : « {step} » attend le {back_on}."
    ),
    "eve_of_closed_day": "Pas de « {step} » le {day} : le {next_day} est fermé.",
    "gap": (
        "Le dernier contact date du {last_on} ; {gap_days} jours doivent passer.",
        "Le dernier contact est trop récent.",
    ),
    "cap": ("Il y a eu assez de contacts : {counted}.", "Il y a eu assez de contacts."),
    "approval_awaited": (
        "Demandé le {asked_on} : {approval}. La réponse est attendue.",
        "Personne n’a encore été interrogé : {approval}.",
    ),
    "approval_lapsed": (
        "Ce qui a été montré le {asked_on} n’est plus ce qui partirait ; la question est reposée."
    ),
    "approval_missing": (
        "Demandé le {asked_on} : {approval}. Personne n’a répondu.",
        "Personne n’a répondu : {approval}.",
    ),
    "stopped": (
        "Une personne l’a arrêté le {closed_at} ({step}).",
        "Une personne l’a arrêté le {closed_at}.",
        "Une personne l’a arrêté.",
    ),
    "postponed": ("Une personne l’a reporté (demandé le {asked_on}).", "Une personne l’a reporté."),
    "answered_today": (
        "Dernier paiement le {paid_on} ; dernière réponse le {said_on}.",
        "Dernier paiement le {paid_on}.",
        "Dernière réponse le {said_on}.",
    ),
    "outside_window": "{now} est hors de la plage du {opens_at} au {closes_at}.",
    "decided_today": (
        "Le jour a eu son message le {decided_at}.",
        "Le jour a déjà eu son message.",
    ),
    "daily_cap": "Les dettes anciennes de ce jour sont abordées ; celle-ci attend son tour.",
    "next_sending_hour": (
        "Ce qui est devenu possible après le {decides_at} attend l’heure d’envoi de demain.",
        "Cela attend la prochaine heure d’envoi.",
    ),
    "factored": (
        "La facture a été cédée à {assigned_to} (à payer par : {method}).",
        "La facture a été cédée à un factor (à payer par : {method}).",
    ),
    "portal": "La facture se paie par un portail.",
    "netting": "La facture est compensée.",
    "due_date_moved": (
        "L’échéance est passée du {from_on} au {to_on}, et personne n’a dit pourquoi.",
        "L’échéance a changé, et personne n’a dit pourquoi.",
    ),
    "refunded": (
        "Nous avons remboursé le {refunded_on} ; la réponse : {outcome}.",
        "Nous avons remboursé le {refunded_on} ; personne n’a dit si un avoir suit.",
        "Nous avons remboursé.",
    ),
    "undone_lately": (
        "Une erreur de notre part a été corrigée ; pas de « {step} » avant le {free_on}.",
        "Une erreur de notre part vient d’être corrigée.",
    ),
    "retention": "C’est une retenue de garantie ({part}).",
    "dispute": ("Un litige depuis le {opened_on} : {dispute}.", "Le débiteur conteste la facture."),
    "credit_note_awaited": (
        "Le débiteur avait raison ({dispute}) ; notre avoir est attendu.",
        "Le débiteur avait raison ; notre avoir est attendu.",
    ),
    "collection_under_way": "Un encaissement ({method}) du {due_on} est en cours.",
    "collection_unconfirmed": "L’encaissement ({method}) du {due_on} n’est pas confirmé.",
    "decided": (
        "Une personne a décidé de son sort : {outcome}.",
        "Une personne a décidé de son sort.",
    ),
    "reply_unread": ("Une réponse du {received_on} n’est pas lue.", "Une réponse n’est pas lue."),
    "payment_diverted": (
        "Le débiteur a dit le {said_on} avoir payé un compte qui n’est pas le nôtre.",
        "Le débiteur dit avoir payé un compte qui n’est pas le nôtre.",
    ),
    "claimed": (
        "Le débiteur a dit le {said_on} avoir payé ; cela vaut avant le {free_on}.",
        "Le débiteur dit avoir payé.",
    ),
    "promised": (
        "Le paiement est promis pour le {promised_on} ; cela vaut avant le {free_on}.",
        "Le paiement est promis.",
    ),
    "not_enough": "L’étape « {step} » vaut à partir de {minimum_units} ; dû : {net_minor}.",
    "not_below": "L’étape « {step} » vaut sous {below_units} ; dû : {net_minor}.",
    "not_profile": "L’étape « {step} » vaut pour : {wanted} ; ici : {profile}.",
    "not_category": (
        "L’étape « {step} » vaut pour : {wanted} ; le client est « {category} ».",
        "L’étape « {step} » vaut pour : {wanted} ; le client n’a pas de catégorie.",
    ),
    "not_method": "L’étape « {step} » vaut pour un paiement par {wanted} ; ici : {method}.",
    "not_first_invoice": "L’étape « {step} » vaut pour la première facture, non la {invoices}e.",
    "not_contact_long_ago": (
        "L’étape « {step} » veut {days} jours sans contact ; le dernier : {last_on}.",
        "L’étape « {step} » veut {days} jours sans contact.",
    ),
    "not_unanswered": "L’étape « {step} » vaut pour un silence ; le débiteur a répondu.",
    "not_number_known": "L’étape « {step} » est un appel ; aucun numéro n’est connu.",
    "small_balance": "Il reste {open_minor}, pas plus que {small_minor}.",
    "covered_by_unallocated_money": "{credit_minor} non affectés couvrent {overdue_minor} échus.",
    "short_payment": "Il reste {open_minor}, pas plus qu’un reliquat ({most_minor}).",
    "nothing_due": "Rien n’est dû et rien n’est encore à annoncer.",
    "money_of_unknown_payer": "Un encaissement de payeur inconnu correspond au centime près.",
    "ladder_ended": "Il ne reste aucune étape de la politique.",
    "backlog_review": "{net_minor} sont dus depuis longtemps : une personne regarde d’abord.",
    "decision_pending": "Une personne doit décider.",
    "mostly_disputed": "Le compte est en grande partie contesté ; {net_minor} sont dus.",
    "no_deliverable_address": "Personne ne peut être joint par écrit (contacts : {contacts}).",
}
HELD = "Une personne le retient : {holds}."

# By the name of the rule that had nothing against it.
SILENT: Mapping[str, Patterns] = {
    "tenant_stopped": "L’envoi n’est pas en pause (mode : {mode}).",
    "outcome_awaited": "Le sort de chaque message précédent est connu.",
    "not_yet": "L’étape « {step} » est due depuis le {falls_on}.",
    "day_named": (
        "Le jour que nous avons indiqué ({named_on}) est passé, encaissements saisis.",
        "Aucun message plus doux n’a indiqué de jour.",
    ),
    "payments_waiting": "Aucun paiement n’attend d’être enregistré.",
    "feed_stale": (
        "Les encaissements sont saisis à temps (jusqu’au {cash_through_on}).",
        "Rien n’indique que les encaissements tardent.",
    ),
    "prerequisite_missing": (
        "Ce que l’étape exige a été remis : {needs}.",
        "L’étape n’en exige aucune avant elle.",
    ),
    "undone_lately": (
        "Aucune erreur corrigée aussi récemment (« {step} » peut partir dès le {free_on}).",
        "Aucune erreur de notre part n’a été corrigée récemment.",
    ),
    "closed_day": "Le {day} est un jour ouvert.",
    "reader_absent": (
        "Le lecteur est de retour le {returns_on} ; « {step} » a assez attendu.",
        "Personne ne s’est dit absent quand part « {step} ».",
    ),
    "eve_of_closed_day": "La veille d’un jour fermé n’importe pas pour « {step} » le {day}.",
    "gap_or_cap": (
        "Dernier contact le {last_on} ; {counted}.",
        "Personne n’a encore été contacté.",
    ),
    "stopped_by_person": "Personne ne l’a arrêté.",
    "approval_awaited": (
        "Aucune validation ne manque (validation : {approval} ; réponse : {outcome}).",
        "Aucune validation ne manque (validation : {approval}).",
    ),
    "answered_today": (
        "Ni argent ni réponse n’a imposé le silence ce jour-là (dernier paiement le {paid_on}).",
        "Ni argent ni réponse n’a imposé le silence ce jour-là.",
    ),
    "outside_window": "{now} est dans la plage du {opens_at} au {closes_at}.",
    "decided_today": (
        "Aucun rappel n’était parti ce jour-là (le dernier : {decided_at}).",
        "Aucun rappel n’était encore parti.",
    ),
    "backlog_full": (
        "Il reste de la place aujourd’hui pour une dette sans historique ({left}).",
        "Ce n’est pas une dette arrivée sans historique, ou il reste de la place.",
    ),
    "missed_days": (
        "Les jours sans passage ({days}) ont été décidés tels quels ; « {step} » serait parti.",
    ),
    "sending_hour": (
        "Rien d’autre n’aurait pu partir à l’heure d’envoi de ce jour ({decides_at}).",
        "Rien d’autre n’aurait pu partir à l’heure d’envoi.",
    ),
    "factored": "La facture est à nous de recouvrer (mode : {method}).",
    "retained": (
        "C’est une retenue de garantie ; on en a dit : {outcome}.",
        "Ce n’est pas une retenue de garantie.",
    ),
    "disputed": (
        "Aucun litige ouvert (le dernier : {dispute}, {outcome}).",
        "Aucun litige ouvert (le dernier : {dispute}).",
        "Rien n’a jamais été contesté.",
    ),
    "held": "Personne ne le retient.",
    "collected": "Aucun encaissement ne court de lui-même (mode : {method}).",
    "due_date_moved": "Aucun changement d’échéance n’attend d’explication.",
    "refunded": (
        "Un remboursement du {refunded_on} ne retient rien : {outcome}.",
        "Rien n’en a été remboursé.",
    ),
    "decided": "Personne n’a décidé de son sort.",
    "replied": "Aucune réponse n’attend d’être lue.",
    "claimed": (
        "Aucun paiement annoncé ne vaut (nombre : {claims}, le dernier avant le {free_on}).",
        "Le débiteur n’a pas dit avoir payé.",
    ),
    "promised": (
        "Aucune promesse ne vaut (la dernière valait avant le {free_on}).",
        "Rien n’a été promis.",
    ),
    "small_balance": "Il reste {open_minor}, plus que {small_minor}.",
    "covered_by_money": "Il est dû {net_minor} après {credit_minor} non affectés.",
    "short_payment": "Il reste {open_minor}, plus qu’un reliquat ({most_minor}).",
    "unknown_payer": "Aucun encaissement de payeur inconnu ne correspond.",
    "step": "L’étape en question est « {step} », du {nominal_on}.",
}
