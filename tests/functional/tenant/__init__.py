"""A creditor comes aboard: keys, settings, shadow, going live."""
