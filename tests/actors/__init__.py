"""Who deals with the system from outside: invoicing tool, debtor, providers of payments."""
