"""A whole document of HTML: one file that loads nothing and runs nothing."""

from __future__ import annotations

from sorrykit.render._markup import escaped


def document(title: str, body: str, *styles: str) -> str:
    """Return the document in ASCII, with the style sheets (files beside this module) in it.

    A policy in the head forbids the browser everything that a page could do beyond showing itself, so even a mistake in the
    escaping could neither run nor send anything.
    """
    import base64  # noqa: PLC0415 -- text needs none of these
    import hashlib  # noqa: PLC0415

    from importlib import resources  # noqa: PLC0415

    folder = resources.files(__package__)
    style = "".join(folder.joinpath(name).read_text(encoding="ascii") for name in styles)
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    whole = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{escaped(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
    # In ASCII the page is the same whatever writes it to a file, the redirection of an old shell included.
    return whole.encode("ascii", "xmlcharrefreplace").decode("ascii")
