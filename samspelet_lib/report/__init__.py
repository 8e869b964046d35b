"""What a notebook may import: sections made from releases, each finished accessible HTML and plain text."""
