"""Heapline: what a Python program does with memory."""

from heapline._decorator import profile

__version__ = "0.1.0"
__all__ = ["profile"]
