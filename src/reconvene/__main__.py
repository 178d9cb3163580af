"""`python -m reconvene`: the command line."""

from reconvene.cli import main

if __name__ == "__main__":
    main()
