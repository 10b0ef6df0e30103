"""How the documentation is built: `make docs`, without network, and a warning is an error."""

from __future__ import annotations

import sys

from importlib import metadata
from pathlib import Path


HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

project = "sorrykit"
author = "the sorrykit authors"
project_copyright = "the sorrykit authors"
release = version = metadata.version("sorrykit")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "plain_attributes", "rubric_pages", "rule_pages"]
exclude_patterns = ["_build", "_ext"]

myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"sorrykit {version}"
html_static_path = ["_static"]
html_css_files = ["found.css"]
html_copy_source = False
html_show_sourcelink = False

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
autoclass_content = "class"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
napoleon_google_docstring = True
napoleon_numpy_docstring = False
# One backtick in a docstring is code, as in Markdown.
default_role = "code"

nitpicky = True
# The standard library and the libraries below have documentation elsewhere; nothing is looked up while building.
nitpick_ignore_regex = [
    (
        r"py:.*",
        (
            r"(?:collections\.abc|typing|pathlib|types|attr|attrs|pluggy|click|hypothesis|nltk|json|datetime|os|concurrent"
            r"|pyarrow|pa|rich|pyspark|pandas|polars|importlib)\b.*"
        ),
    ),
    (
        "py:.*",
        r"(?:Any|Callable|Iterable|Iterator|Mapping|Sequence|Literal|Self|Path|PathLike|Final|ClassVar|optional|EntryPoint|RenderableType|DataFrame|StructType)",
    ),
    # Names of this package that stand only in annotations, and are explained where they are used.
    ("py:.*", r"(?:sorrykit\.[\w.]*\.)?(?:Polarity|State|Find|SearchStrategy|Reading|Splitter)"),
    # What is public is held by tests/test_docs.py.
    ("py:.*", r"sorrykit(?:\.\w+)*\._\w+\.\w+"),
]


