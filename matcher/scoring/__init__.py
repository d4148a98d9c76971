"""Scores of pairs as exact integers, and the hard rules that exclude a pair."""
