"""What is decided: the typed plan and its only reader."""
