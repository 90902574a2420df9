"""Tests of outside_panel."""
