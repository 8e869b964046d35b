"""From notebooks to pages: runs them, renders them and puts them where readers find them."""
