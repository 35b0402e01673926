"""Proofs that Deskhand does what it says."""
