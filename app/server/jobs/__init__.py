"""Work outside of requests: effects, leases, retention."""
