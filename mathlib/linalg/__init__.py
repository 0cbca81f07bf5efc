"""Linear algebra: the functions derived in the part *Linear algebra*."""
