"""Mails of debtors: attached, read, answered."""
