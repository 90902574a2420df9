"""Races of threads over real connections, and programs that are killed in the middle of things."""
