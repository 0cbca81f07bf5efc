"""Information theory: the functions derived in the part *Information theory*."""
