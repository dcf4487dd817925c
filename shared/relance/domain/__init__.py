"""What Relance decides with: values and pure functions, standard library only, no clock."""
