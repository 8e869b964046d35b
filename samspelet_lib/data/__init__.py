"""What came in: the only room that reads deliveries and ledgers."""
