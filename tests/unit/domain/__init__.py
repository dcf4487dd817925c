"""The pure heart: examples of every rule, and properties over random lives of a debtor."""
