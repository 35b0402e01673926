"""Customers as the server finds and makes them."""
