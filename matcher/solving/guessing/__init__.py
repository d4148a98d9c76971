"""Guesses of prices, fast and inexact: where the exact repair starts from."""
