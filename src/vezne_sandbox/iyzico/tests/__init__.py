"""Tests of iyzico."""
