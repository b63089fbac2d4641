"""Prompt templates as data, loaded by name."""
