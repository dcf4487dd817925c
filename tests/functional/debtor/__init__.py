"""The debtor's pages: links, what they show, what an answer does."""
