"""Search as people use it: a labelled set of queries, and that desk and server find the same."""
