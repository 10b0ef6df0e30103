"""`python -m sorrykit` is the command `sorrykit`."""

from sorrykit.cli import main


if __name__ == "__main__":
    main(prog_name="sorrykit")
