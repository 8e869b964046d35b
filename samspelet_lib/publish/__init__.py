"""Notebooks become pages: one run executes every report in a process of its own and publishes the results."""
