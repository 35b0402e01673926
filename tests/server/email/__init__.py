"""Mail in and out against real databases and real SMTP."""
