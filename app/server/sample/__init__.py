"""The sample workspace of a trial: an ordinary workspace whose rows come from ``resources/sample``."""
