"""A report as something to look at. Everything here works on the plain data of `Report.to_dict`, and on nothing else."""

from sorrykit.render._html import html_fragment


__all__ = ["html_fragment"]
