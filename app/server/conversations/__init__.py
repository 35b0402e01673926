"""Conversations as the server makes and changes them."""
