"""What Relance keeps: PynamoDB rows, seen by this package alone; values go in and out."""
