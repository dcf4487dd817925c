"""A creditor: settings, keys, going live, pausing."""
