"""What follows from plan and deliveries: pure functions that show their work."""
