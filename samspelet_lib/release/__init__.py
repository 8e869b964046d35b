"""The only door between the förbund's data and what a reader sees."""
