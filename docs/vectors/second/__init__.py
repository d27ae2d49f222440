"""A second implementation of the verifier, written from docs/formats.md. Start with judge.py."""
