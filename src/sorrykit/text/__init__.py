"""How words are read: tokens, sentences, and whose voice speaks.

Nothing here knows of findings. Offsets are code points of the caller's own
string, always: words are normalized one by one, the text itself never is.
"""

from sorrykit.text._reading import Reading, Splitter, read
from sorrykit.text._tokens import tokenize


__all__ = ["Reading", "Splitter", "read", "tokenize"]
