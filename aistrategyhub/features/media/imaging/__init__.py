"""Decoding and writing pictures, in a process of their own."""
