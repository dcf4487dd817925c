"""What Relance talks to: SES, SQS, S3, SSM, Secrets Manager, DNS, payment providers, the clock."""
