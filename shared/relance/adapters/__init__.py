"""What Relance talks to: SES, SQS, SSM, Secrets Manager, payment providers, the clock."""
