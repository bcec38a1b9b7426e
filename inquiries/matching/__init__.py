"""Which parks fit a wish, and why: plain data in `requirements`, judging in `scoring`, the database in `recommend`."""
