"""Looking for viruses, when a site wants it: clamd is asked, its verdict decides who gets a file."""
