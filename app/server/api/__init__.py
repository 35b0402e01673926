"""Endpoints: messages in, messages out, nothing else."""
