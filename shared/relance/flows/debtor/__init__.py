"""The debtor's pages: signed links, what they show, what an answer records."""
