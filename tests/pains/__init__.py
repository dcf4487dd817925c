"""What users of other systems suffered, each with the test that it cannot happen here."""
