"""`python -m heapline`: the program mprof."""

from mprof import main

main()
