"""Who the customer is: the right-hand panel."""
