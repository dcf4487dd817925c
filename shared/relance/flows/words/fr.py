"""What every code is called, and each fact told, in French."""

from collections.abc import Mapping
from enum import StrEnum

from relance.domain.account.message import MessageKind, MessageState
from relance.domain.account.on_file import (
    Chosen,
    Contest,
    DisputeOutcome,
    DisputeReason,
    Means,
    ReplyKind,
    StopReason,
)
from relance.domain.creditor.rules import Mode
from relance.domain.decision import SkipReason, Variant
from relance.domain.fact import FactKind
from relance.domain.ledger.invoices import PartReason, PaymentMethod
from relance.domain.ledger.reports import ReportKind
from relance.domain.ledger.return_reasons import ReturnReason
from relance.domain.payer.profile import ProfileName
from relance.domain.policies.policy import Approval, Measure
from relance.domain.reasons import Reason
from relance.domain.task_kinds import TaskKind, TaskOutcome, TaskReason

# What each member of each enum is called; a reason is a clause that stands after a colon.
WORDS: Mapping[type[StrEnum], Mapping[str, str]] = {
    MessageKind: {
        MessageKind.COURTESY: "message de courtoisie",
        MessageKind.DUE_TODAY: "message du jour de l’échéance",
        MessageKind.FIRST: "première relance",
        MessageKind.SECOND: "deuxième relance",
        MessageKind.FINAL: "dernière relance",
        MessageKind.NOTICE: "mise en demeure",
        MessageKind.HANDOVER: "avis de transmission",
        MessageKind.RETENTION_RELEASE: "demande de libération d’une retenue de garantie",
        MessageKind.CONFIRMATION: "confirmation d’une promesse",
        MessageKind.RECEIPT: "accusé de réception d’un paiement",
        MessageKind.THANKS: "remerciement",
        MessageKind.COPY: "copie d’une facture",
    },
    TaskKind: {
        TaskKind.UNREADABLE_ROW: "faire réparer une donnée enregistrée qui ne peut être lue",
        TaskKind.PAYMENT_DIVERTED: "traiter un paiement versé sur un compte qui n’est pas le nôtre",
        TaskKind.ASK_BEFORE_PRESENTING: (
            "demander l’accord du client avant de représenter le prélèvement"
        ),
        TaskKind.ASK_NEW_DETAILS: "demander de nouvelles coordonnées bancaires, par une voie sûre",
        TaskKind.CHECK_COLLECTION: "vérifier si l’encaissement a abouti",
        TaskKind.UNPAID_BILL: "appeler au sujet d’un effet impayé",
        TaskKind.REPLY_OVERDUE: "lire une réponse, en retard",
        TaskKind.REPLY_SUSPECT: "examiner une réponse prise pour un indésirable",
        TaskKind.REPLY_UNREAD: "lire une réponse",
        TaskKind.CHECK_CURRENCY: "vérifier la devise d’un paiement",
        TaskKind.CHECK_PROVIDER_EVENT: "regarder ce que signale un prestataire de paiement",
        TaskKind.LARGE_PROMISE: "prendre connaissance d’une promesse importante",
        TaskKind.MATCH_MONEY: "affecter l’argent reçu",
        TaskKind.MATCH_UNKNOWN_MONEY: "affecter l’encaissement d’un payeur inconnu",
        TaskKind.REFUND_OR_ALLOCATE: "rembourser ou affecter un avoir",
        TaskKind.REQUEST_FOR_TIME: "répondre à une demande de délai",
        TaskKind.DUE_DATE_MOVED: "dire si l’échéance a été corrigée, ou un délai accordé",
        TaskKind.REFUNDED: "dire si un avoir suit le remboursement",
        TaskKind.REFUND_OVERDUE: "dire si un avoir suit le remboursement, en retard",
        TaskKind.SEARCH_PAYMENT: "rechercher un paiement",
        TaskKind.CREDIT_NOTE_OVERDUE: "établir l’avoir, en retard",
        TaskKind.CREDIT_NOTE_WAITS: "établir l’avoir attendu",
        TaskKind.DISPUTE: "examiner un problème signalé",
        TaskKind.DISPUTE_OVERDUE: "répondre au litige, en retard",
        TaskKind.DISPUTE_WAITS: "répondre au litige",
        TaskKind.ISSUE_CREDIT_NOTE: "établir l’avoir",
        TaskKind.SEND_COPY: "envoyer une copie de la facture",
        TaskKind.APPROVAL: "valider le prochain message",
        TaskKind.COMMITMENT: "exécuter ou retirer la mesure annoncée",
        TaskKind.FEED_STALE: "saisir les encaissements, ou mettre fin au suivi : rien ne part",
        TaskKind.FEED_ENDED: "savoir que les messages partent sans attendre les encaissements",
        TaskKind.ORDER_HOLD: "envisager de mettre en attente les nouvelles commandes",
        TaskKind.CALL: "appeler le débiteur",
        TaskKind.CHECK_PORTAL: "vérifier l’état de la facture dans le portail",
        TaskKind.LETTER: "envoyer une lettre",
        TaskKind.PORTAL: "consulter le portail",
        TaskKind.REGISTERED: "envoyer une lettre recommandée",
        TaskKind.CHECK: "vérifier la facture",
        TaskKind.CONTACT_LEFT: "trouver un nouveau contact",
        TaskKind.DECISION: "décider du sort de la créance",
        TaskKind.HANDOVER: "transmettre le dossier",
        TaskKind.INTERNAL: "parler au responsable du compte",
        TaskKind.OUTCOME_UNKNOWN: "vérifier si un message est parti",
        TaskKind.PROPOSE_CONTACT: "examiner le remplaçant qui a été nommé",
        TaskKind.RELEASE_ORDER_HOLD: "débloquer les commandes en attente",
        TaskKind.RELEASE_RETENTION: "demander la libération de la retenue de garantie",
        TaskKind.REVIEW_BACKLOG: "examiner une créance ancienne avant tout écrit",
        TaskKind.REVIEW_HARDSHIP: "réexaminer un client en difficulté",
        TaskKind.UNCONFIRMED: "vérifier si un message est arrivé",
    },
    Reason: {
        Reason.CLAIMED: "le débiteur dit avoir payé",
        Reason.COLLECTION_UNCONFIRMED: "une personne vérifie si l’encaissement a abouti",
        Reason.COLLECTION_UNDER_WAY: "un encaissement est en cours",
        Reason.CREDIT_NOTE_AWAITED: "notre avoir est attendu",
        Reason.DECIDED: "une personne a décidé de son sort",
        Reason.DISPUTE: "le débiteur a signalé un problème",
        Reason.FACTORED: "la facture a été cédée à un factor",
        Reason.NETTING: "la facture est compensée",
        Reason.PAYMENT_DIVERTED: "le débiteur a payé sur un compte qui n’est pas le nôtre",
        Reason.PORTAL: "la facture se paie par un portail",
        Reason.PROMISED: "le débiteur a promis de payer",
        Reason.REPLY_UNREAD: "une réponse n’est pas lue",
        Reason.DUE_DATE_MOVED: "l’échéance a changé, et personne n’a dit pourquoi",
        Reason.REFUNDED: "nous avons remboursé, et un avoir peut suivre",
        Reason.RETENTION: "une retenue de garantie se libère, elle ne se relance pas",
        Reason.SMALL_BALANCE: "le reste est trop petit",
        Reason.SHORT_PAYMENT: "ce qui manque au paiement est trop petit",
        Reason.NOTHING_DUE: "rien n’est échu",
        Reason.LADDER_ENDED: "la dernière étape est atteinte",
        Reason.COVERED_BY_UNALLOCATED_MONEY: "de l’argent non affecté la couvre",
        Reason.MONEY_OF_UNKNOWN_PAYER: (
            "un encaissement de payeur inconnu correspond au centime près"
        ),
        Reason.BACKLOG_REVIEW: "une personne examine d’abord les créances anciennes",
        Reason.DECISION_PENDING: "une personne doit décider",
        Reason.MOSTLY_DISPUTED: "la plus grande partie du compte est en litige",
        Reason.NO_DELIVERABLE_ADDRESS: "personne ne peut être joint par écrit",
        Reason.ANSWERED_TODAY: "le débiteur a payé ou répondu ce jour-là",
        Reason.APPROVAL_AWAITED: "une personne a encore son mot à dire",
        Reason.APPROVAL_LAPSED: "le message n’est plus celui qui a été montré",
        Reason.APPROVAL_MISSING: "personne ne l’a validé",
        Reason.CAP: "il y a eu assez de contacts pour l’instant",
        Reason.CLOSED_DAY: "le jour est fermé chez le débiteur ou chez nous",
        Reason.DAILY_CAP: "le nombre de dettes anciennes abordées par jour est atteint",
        Reason.DECIDED_TODAY: "ce jour a déjà eu son message",
        Reason.NEXT_SENDING_HOUR: "cela attend la prochaine heure d’envoi",
        Reason.READER_ABSENT: "le lecteur est absent",
        Reason.DAY_NAMED: "le jour que nous avons indiqué n’est pas passé, encaissements compris",
        Reason.EVE_OF_CLOSED_DAY: "personne ne pourrait y répondre avant les jours fermés",
        Reason.FEED_STALE: "les encaissements ne sont pas saisis jusqu’au dernier jour bancaire",
        Reason.GAP: "le dernier contact est trop récent",
        Reason.NOT_YET: "le jour de l’étape suivante n’est pas venu",
        Reason.OUTCOME_AWAITED: "le sort du dernier message n’est pas encore connu",
        Reason.OUTCOME_UNKNOWN: "le sort du dernier message n’est pas connu",
        Reason.OUTSIDE_WINDOW: "c’est hors des heures d’envoi",
        Reason.PAYMENTS_BACKLOG: "un paiement attend d’être enregistré",
        Reason.POSTPONED: "une personne l’a reporté",
        Reason.PREREQUISITE_NOT_DELIVERED: "l’étape précédente n’a pas été remise",
        Reason.STOPPED: "une personne l’a arrêté",
        Reason.UNDONE_LATELY: "une erreur de notre part vient d’être corrigée",
        Reason.TENANT_PAUSED: "l’envoi est en pause",
        Reason.RECEIPT_WAITS: "l’accusé de réception attend l’heure d’envoi",
        Reason.CLAIM_PARTLY_SEEN: "une partie du paiement annoncé est arrivée",
        Reason.CLAIM_UNSEEN: "le paiement annoncé n’a pas été vu",
        Reason.DEBT_RETURNED: "un factor nous a rendu la créance",
        Reason.NO_EVENT_WHILE_LATER_ONES_CAME: "le message n’est certainement jamais parti",
        Reason.OUR_ERROR: "nous avions remercié pour un paiement qui n’était pas le sien",
        Reason.PAYMENT_RETURNED: "un paiement a été rejeté",
        Reason.PROMISE_BROKEN: "ce qui était promis n’est pas arrivé",
        Reason.STATEMENT: "la créance est ancienne et rien n’a jamais été écrit à son sujet",
    },
    TaskReason: {
        TaskReason.BEFORE_FINAL: "quelqu’un parle au débiteur avant une dernière relance",
        TaskReason.LARGE_AMOUNT: "le montant mérite un appel",
        TaskReason.LETTER_WITH_THE_MAIL: "le montant mérite une lettre avec le message",
        TaskReason.NEVER_ANSWERED: "personne n’a répondu à ce qui a été écrit",
        TaskReason.SATISFACTION: "on demande à un nouveau client si tout va bien",
        TaskReason.STEP_DUE: "la politique le prévoit ce jour-là",
        TaskReason.APPROVAL_REQUIRED: "il ne part que si une personne le valide",
        TaskReason.APPROVAL_VETO: "il part sauf si une personne l’arrête",
        TaskReason.A_PERSON_SEES_IT: "elle est assez importante pour qu’une personne la voie",
        TaskReason.A_REPLY_WAITS_TO_BE_READ: "une réponse attend d’être lue",
        TaskReason.A_SUBSTITUTE_WAS_NAMED: "un remplaçant a été nommé",
        TaskReason.CLAIMED_AGAIN_WITHOUT_MONEY: "le paiement a été affirmé de nouveau, sans argent",
        TaskReason.CREDIT_EXCEEDS_THE_DEBT: "l’avoir dépasse la dette",
        TaskReason.LARGE_AND_LATE: "la dette est importante et en retard",
        TaskReason.NO_DELIVERY_WAS_REPORTED: "aucune remise n’a été signalée",
        TaskReason.TAKEN_FOR_SPAM: "elle a été prise pour un indésirable",
        TaskReason.THE_ACCOUNT_PAID_IS_NOT_OURS: "le compte crédité n’est pas le nôtre",
        TaskReason.THE_CREDIT_IS_LATE: "notre avoir tarde",
        TaskReason.THE_DEBTOR_SAYS_IT_IS_PAID: "le débiteur dit avoir payé",
        TaskReason.THE_DISPUTE_WAITS_FOR_US: "le litige attend notre réponse",
        TaskReason.THE_GENTLE_MONTHS_ARE_OVER: "la période de souplesse est terminée",
        TaskReason.THE_LADDER_HAS_ENDED: "la dernière étape est atteinte",
        TaskReason.THE_MAIL_MAY_OR_MAY_NOT_HAVE_LEFT: (
            "le message est peut-être parti, peut-être non"
        ),
        TaskReason.THE_DUE_DATE_MOVED: "l’échéance a changé, et personne n’a dit pourquoi",
        TaskReason.THE_MONEY_IS_THERE: "l’argent pour lequel les commandes étaient bloquées est là",
        TaskReason.THE_MONEY_WAS_REFUNDED: "nous avons remboursé",
        TaskReason.THE_PROVIDER_SAYS_SO: "un prestataire de paiement le signale",
        TaskReason.THE_ANSWER_OUTWEIGHS_THE_MARK: "une réponse automatique semble contester",
        TaskReason.THE_READER_MAY_HAVE_LEFT: "cette adresse n’est peut-être plus lue",
        TaskReason.THE_REPLY_CANNOT_BE_READ: "une réponse n’est pas lisible par la machine",
        TaskReason.THE_READER_HAS_LEFT: "le lecteur est parti",
        TaskReason.OTHER_BANK_DETAILS: "le débiteur parle d’un autre compte bancaire ou de fraude",
        TaskReason.THE_FEED_WAS_ENDED: "quelqu’un a mis fin au suivi des encaissements",
        TaskReason.THE_OPPOSITION_IS_OVER: "l’opposition à la libération est levée",
        TaskReason.THE_RETENTION_IS_DUE: "le jour de la retenue de garantie est venu",
    },
    Measure: {
        Measure.ACCOUNT_REVIEW: "le réexamen du compte annoncé",
        Measure.COLLECTION: "le recouvrement annoncé",
        Measure.ESCALATION: "la remontée annoncée",
        Measure.HANDOVER: "la transmission annoncée",
        Measure.NOTICE: "la mise en demeure annoncée",
        Measure.ORDER_HOLD: "le blocage des commandes annoncé",
        Measure.PREPAYMENT: "le paiement d’avance annoncé",
        Measure.TAKEOVER: "la reprise du dossier annoncée",
    },
    StopReason: {
        StopReason.CASH_DIFFICULTY: "le débiteur manque de trésorerie",
        StopReason.DISPUTE: "le débiteur a signalé un problème",
        StopReason.NOT_RECEIVED: "le débiteur dit ne pas avoir reçu la facture",
        StopReason.TIME_REQUESTED: "le client a demandé un délai",
    },
    DisputeReason: {
        DisputeReason.APPROVAL: "en attente de validation",
        DisputeReason.ORDER_NUMBER: "le numéro de commande manque",
        DisputeReason.WRONG_DETAILS: "coordonnées erronées",
        DisputeReason.PRICE: "le prix",
        DisputeReason.DELIVERY: "la livraison",
        DisputeReason.QUALITY: "la qualité",
        DisputeReason.CREDIT_NOTE: "un avoir est attendu",
        DisputeReason.DUPLICATE: "double facturation",
        DisputeReason.DUE_DATE: "l’échéance",
        DisputeReason.PAID_ELSEWHERE: "payée ailleurs",
        DisputeReason.NOT_OURS: "la facture n’est pas pour le débiteur",
        DisputeReason.ALREADY_DISPUTED: "déjà contestée",
        DisputeReason.DEBIT_REFUSED: "le prélèvement a été refusé",
        DisputeReason.RETENTION_OPPOSED: "opposition à la libération de la retenue de garantie",
        DisputeReason.OTHER: "un autre problème",
    },
    DisputeOutcome: {
        DisputeOutcome.UPHELD: "le débiteur avait raison",
        DisputeOutcome.REFUSED: "infondé",
        DisputeOutcome.PROMISED: "une date de paiement est convenue",
        DisputeOutcome.PAID: "payé",
    },
    ReportKind: {
        ReportKind.FUNDS_WAIT: "de l’argent d’un payeur y attend sans paiement qui lui corresponde",
        ReportKind.HELD_BACK: "de l’argent qui nous revient y est retenu",
        ReportKind.MONEY_ARRIVED: "de l’argent y est arrivé sans rien désigner de connu ici",
        ReportKind.MONEY_TAKEN: "de l’argent a été prélevé sur notre solde",
        ReportKind.OTHER: "un mouvement avec un montant, dont rien n’est connu ici",
        ReportKind.PAYOUT_CANCELED: "un virement vers notre banque a été annulé",
        ReportKind.PAYOUT_FAILED: "un virement vers notre banque a échoué, l’argent y est revenu",
        ReportKind.TOPUP_FAILED: "de l’argent que nous y avons envoyé n’est pas arrivé",
        ReportKind.TOPUP_REVERSED: "de l’argent que nous y avons envoyé a été repris",
        ReportKind.TRANSFER_REVERSED: "un transfert a été annulé après coup",
        ReportKind.UNKNOWN_DISPUTED: "un paiement inconnu ici est contesté ou rejeté",
        ReportKind.UNKNOWN_REFUNDED: "un paiement inconnu ici a été remboursé",
    },
    TaskOutcome: {
        TaskOutcome.APPROVED: "validé",
        TaskOutcome.CARRIED_OUT: "exécuté",
        TaskOutcome.CORRECTION: "l’échéance était fausse",
        TaskOutcome.COULD_NOT: "impossible à faire",
        TaskOutcome.CLAIM_IT: "sa libération est demandée",
        TaskOutcome.OPPOSED: "opposition par lettre recommandée",
        TaskOutcome.CREDIT_NOTE_FOLLOWS: "un avoir suit",
        TaskOutcome.NO_CREDIT_NOTE: "aucun avoir ne suit",
        TaskOutcome.DONE: "fait",
        TaskOutcome.EXTENSION: "un délai est accordé",
        TaskOutcome.NOT_REACHED: "personne n’a été joint",
        TaskOutcome.POSTPONED: "reporté",
        TaskOutcome.REACHED: "quelqu’un a été joint",
        TaskOutcome.READ: "lu",
        TaskOutcome.RECEIVED: "reçu",
        TaskOutcome.REFUSED: "refusé",
        TaskOutcome.SENT: "envoyé",
        TaskOutcome.STOPPED: "arrêté",
        TaskOutcome.UNCLAIMED: "non réclamé",
        TaskOutcome.UNPAID: "impayé",
        TaskOutcome.VOICEMAIL: "un message vocal a été laissé",
        TaskOutcome.WITHDRAWN: "retiré",
        TaskOutcome.WENT: "le message est parti",
        TaskOutcome.SUPERSEDED: "la question a été reposée pour un autre message",
        TaskOutcome.MOOT: "il n’y a plus rien à faire",
    },
    SkipReason: {
        SkipReason.MISSED_RUN: "aucun passage n’a eu lieu son jour, et une étape suivante part",
        SkipReason.STALE: "elle serait arrivée trop tard",
    },
    MessageState: {
        MessageState.RESERVED: "envoi en cours",
        MessageState.UNKNOWN: "nul ne sait si l’envoi a eu lieu",
        MessageState.SENT: "envoi effectué",
        MessageState.DELAYED: "remise retardée",
        MessageState.SOFT_BOUNCED: "revenu pour l’instant, lecteur peut-être absent",
        MessageState.MAILBOX_FULL: "boîte de réception pleine",
        MessageState.DELIVERED: "remise effectuée",
        MessageState.REFUSED: "refus du service d’envoi",
        MessageState.REJECTED: "rejet par le service d’envoi",
        MessageState.FAILED: "composition impossible",
        MessageState.BOUNCED: "retour du serveur destinataire",
        MessageState.COMPLAINED: "signalement comme indésirable",
    },
    Variant: {
        Variant.ORDINARY: "en termes ordinaires",
        Variant.CLAIM_PARTLY_SEEN: "une partie du paiement annoncé est arrivée",
        Variant.CLAIM_UNSEEN: "le paiement annoncé n’a pas été vu",
        Variant.PROMISE_BROKEN: "ce qui était promis n’est pas arrivé",
        Variant.PAYMENT_RETURNED: "un paiement a été rejeté",
        Variant.DEBT_RETURNED: "un factor nous a rendu la créance",
        Variant.OUR_ERROR: "nous avions remercié pour un paiement qui n’était pas le sien",
        Variant.STATEMENT: "rien n’a jamais été écrit à son sujet",
    },
    Mode: {
        Mode.SHADOW: "essai",
        Mode.LIVE: "réel",
        Mode.PAUSED: "en pause",
    },
    Approval: {
        Approval.NONE: "non requise",
        Approval.VETO: "une personne peut l’arrêter",
        Approval.REQUIRED: "une personne doit donner son accord",
    },
    Chosen: {
        Chosen.PROFILE: "profil",
        Chosen.POLICY: "politique",
    },
    ReplyKind: {
        ReplyKind.PERSON: "une personne",
        ReplyKind.AUTOMATIC: "une réponse automatique",
        ReplyKind.LEFT: "le lecteur est parti",
        ReplyKind.SUSPECT: "prise pour un indésirable",
        ReplyKind.UNREADABLE: "illisible pour la machine",
    },
    Contest: {
        Contest.DISPUTED: "contesté",
        Contest.REJECTED: "rejeté",
        Contest.ORDER_NUMBER: "numéro de commande manquant",
        Contest.WRONG_COMPANY: "autre société",
        Contest.PAID: "payé",
    },
    Means: {
        Means.TRANSFER: "virement",
        Means.CARD: "carte",
        Means.CHEQUE: "chèque",
        Means.DIRECT_DEBIT: "prélèvement",
        Means.CASH: "espèces",
        Means.OTHER: "autre moyen",
    },
    ReturnReason: {
        ReturnReason.AM04: "provision insuffisante",
        ReturnReason.NO_FUNDS: "provision insuffisante",
        ReturnReason.INSUFFICIENT_FUNDS: "provision insuffisante",
        ReturnReason.AC04: "compte clos",
        ReturnReason.ACCOUNT_CLOSED: "compte clos",
        ReturnReason.MD01: "absence de mandat",
        ReturnReason.NO_MANDATE: "absence de mandat",
        ReturnReason.MD06: "remboursement demandé par le débiteur",
        ReturnReason.REFUND_REQUESTED: "remboursement demandé par le débiteur",
        ReturnReason.RETURNED: "sans motif",
    },
    PaymentMethod: {
        PaymentMethod.TRANSFER: "virement",
        PaymentMethod.CARD: "carte",
        PaymentMethod.DIRECT_DEBIT_CORE: "prélèvement",
        PaymentMethod.DIRECT_DEBIT_B2B: "prélèvement interentreprises",
        PaymentMethod.LCR: "lettre de change",
        PaymentMethod.BOR: "billet à ordre",
        PaymentMethod.CHEQUE: "chèque",
        PaymentMethod.PORTAL: "portail",
        PaymentMethod.FACTOR: "factor",
        PaymentMethod.NETTING: "compensation",
    },
    PartReason: {
        PartReason.INSTALMENT: "une échéance",
        PartReason.RETENTION: "une retenue de garantie",
        PartReason.DISCOUNT_PERIOD: "une période d’escompte",
    },
    ProfileName: {
        ProfileName.GOOD: "bon payeur",
        ProfileName.USUAL: "payeur ordinaire",
        ProfileName.LATE: "payeur tardif",
        ProfileName.UNKNOWN: "payeur inconnu",
    },
}

# Of a reason that names a kind before its ending.
DUE = "le jour de l’étape « {kind} » est venu"
OWED = "une réponse est due au débiteur ({kind})"
PENDING = "une personne doit d’abord agir : {kind}"

# Each fact: the first sentence of which every figure is there.
FACTS: Mapping[FactKind, tuple[str, ...]] = {
    FactKind.CUSTOMER_CREATED: ("Le client est arrivé.",),
    FactKind.CUSTOMER_AMENDED: ("Le client a été modifié.",),
    FactKind.INVOICE_ISSUED: (
        "La facture est arrivée : {amount}, échéance le {due_on}.",
        "La facture est arrivée.",
    ),
    FactKind.INVOICE_AMENDED: (
        "La facture a été modifiée : {amount}, échéance le {due_on}.",
        "La facture a été modifiée.",
    ),
    FactKind.INVOICE_CANCELLED: (
        "La facture a été annulée : {reason}.",
        "La facture a été annulée.",
    ),
    FactKind.PAYMENT: (
        "Un paiement de {amount} a été enregistré.",
        "Un paiement a été enregistré.",
    ),
    FactKind.ALLOCATION_CORRECTED: (
        "L’affectation d’un paiement a été corrigée : {amount} déplacés.",
        "L’affectation d’un paiement a été corrigée.",
    ),
    FactKind.REFUND: (
        "Nous avons remboursé {amount} d’un paiement.",
        "Nous avons remboursé un paiement.",
    ),
    FactKind.REINSTATED: (
        "{amount} d’un paiement qui était reparti sont de nouveau là.",
        "Un paiement qui était reparti est de nouveau là.",
    ),
    FactKind.PROVIDER_EVENT: (
        "Un prestataire de paiement signale un fait à regarder ({reason}).",
        "Un prestataire de paiement signale un fait à regarder.",
    ),
    FactKind.REVERSAL: (
        "{amount} d’un paiement sont repartis : {reason}.",
        "{amount} d’un paiement sont repartis.",
        "Un paiement est reparti.",
    ),
    FactKind.CLAIM: (
        "Le débiteur a dit avoir payé le {paid_on} ({means}).",
        "Le débiteur a dit avoir payé.",
    ),
    FactKind.PROMISE: (
        "Le débiteur a promis de payer {amount} le {promised_on}.",
        "Le débiteur a promis de payer le {promised_on}.",
        "Le débiteur a promis de payer.",
    ),
    FactKind.TIME_REQUESTED: (
        "Le débiteur a demandé un délai jusqu’au {promised_on}.",
        "Le débiteur a demandé un délai.",
    ),
    FactKind.PROBLEM: (
        "Le débiteur a signalé un problème : {reason}.",
        "Le débiteur a signalé un problème.",
    ),
    FactKind.COPY_REQUESTED: ("Le débiteur a demandé une copie.",),
    FactKind.REPLY: ("Le débiteur a répondu : plus rien ne part avant qu’une personne l’ait lu.",),
    FactKind.REPLY_READ: ("Une personne a lu la réponse du débiteur.",),
    FactKind.DISPUTE_OPENED: (
        "Un litige a été noté : {reason}.",
        "Un litige a été noté.",
    ),
    FactKind.DISPUTE_RESOLVED: (
        "Le litige est résolu : {outcome}.",
        "Le litige est résolu.",
    ),
    FactKind.HOLD_SET: (
        "Les relances sont retenues jusqu’au {until_on} inclus : {reason}.",
        "Les relances sont retenues : {reason}.",
        "Les relances sont retenues.",
    ),
    FactKind.HOLD_LIFTED: (
        "La retenue est levée : {reason}.",
        "La retenue est levée.",
    ),
    FactKind.OVERRIDE_SET: (
        "Une personne a choisi : {what} « {value} », jusqu’au {until_on} inclus.",
        "Une personne a choisi : {what} « {value} ».",
        "Une personne a choisi autrement.",
    ),
    FactKind.OVERRIDE_LIFTED: (
        "N’est plus choisi : {what} « {value} ».",
        "Ce qu’une personne avait choisi ne vaut plus.",
    ),
    FactKind.TASK_ATTEMPTED: (
        "Une personne a essayé (tâche : {task}) : {outcome}.",
        "Une personne a essayé de faire ce qui était demandé.",
    ),
    FactKind.TASK_CLOSED: (
        "Une personne a clos la tâche « {task} » : {outcome}, décidé par {decided_by}.",
        "Une personne a clos la tâche « {task} » : {outcome}.",
        "Une personne a clos la tâche « {task} ».",
        "Une personne a clos une tâche.",
    ),
    FactKind.ORDER_HOLD_ON: (
        "Les nouvelles commandes sont bloquées depuis le {since_on}.",
        "Les nouvelles commandes sont bloquées.",
    ),
    FactKind.ORDER_HOLD_OFF: ("Les nouvelles commandes sont débloquées.",),
    FactKind.ORDER_HOLD_RELEASE: (
        "L’argent est là : les commandes bloquées sont à libérer aussitôt.",
    ),
    FactKind.SUPPRESSED: ("Plus rien n’est écrit à une adresse de ce client.",),
    FactKind.BOUNCED: ("Un message est revenu : son niveau ne compte pas.",),
    FactKind.COMPLAINED: (
        "Le lecteur a signalé un message comme indésirable : on n’écrit plus à cette adresse.",
    ),
    FactKind.REJECTED: ("Le service d’envoi a rejeté un message : son niveau ne compte pas.",),
    FactKind.FAILED: ("Un message n’a pu être composé : son niveau ne compte pas.",),
}
REPLIES: Mapping[ReplyKind, tuple[str, ...]] = {
    ReplyKind.PERSON: (
        "Le débiteur a répondu : plus rien ne part avant qu’une personne l’ait lu.",
    ),
    ReplyKind.AUTOMATIC: (
        "Une réponse automatique conteste ({contests}) : plus rien ne part avant qu’on l’ait lue.",
        "Une réponse automatique est venue, de retour le {returns_on} : elle n’arrête rien.",
        "Une réponse automatique est venue : elle n’arrête rien.",
    ),
    ReplyKind.LEFT: (
        "Une réponse automatique dit que le lecteur est parti : on n’écrit plus à ce contact.",
    ),
    ReplyKind.UNREADABLE: (
        "Une réponse illisible pour la machine est venue : rien ne part avant qu’on l’ait lue.",
    ),
    ReplyKind.SUSPECT: (
        "Une réponse prise pour un indésirable conteste ({contests}) : rien ne part avant lecture.",
        "Une réponse a été prise pour un indésirable : elle n’arrête rien, une personne regarde.",
    ),
}
DIVERTED = (
    "Le débiteur a dit avoir payé le {paid_on} ({means}) sur un compte qui n’est pas le nôtre."
)
MESSAGE = "{kind}, contact {contact} : {state}."
SUPERSEDED = "Un message n’est pas parti : quelque chose s’était passé depuis la décision."
SKIPPED = "Une étape n’a pas eu lieu ({kind}) : {why}."
ADDRESS_GAP = (
    "Un message n’est pas parti : on a écrit trop récemment à "
    "cette adresse pour un autre compte ; elle est libre le {until_on}."
)

# A part of an invoice, and how many contacts there were.
PART = "{number}, partie {part}"
COUNTED = "{count} sur {most} en {days} jours"
