"""A year of three hundred customers: with every run, and with missed and doubled ones."""
