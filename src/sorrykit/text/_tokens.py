"""Cut a text into tokens and say what word, or words, each token stands for.

Instead of normalizing the text and keeping a map of offsets, the text stays as
it is and each *token* is normalized: offsets are right by construction, and a
token that was seen before costs one dictionary look-up.
"""

from __future__ import annotations

import re
import unicodedata

from sorrykit.text._late import late


_APOSTROPHES = "'\u2018\u2019\u02bc\u00b4`\uff07"
# Zero-width characters, the soft hyphen and combining marks live inside words.
_JOINERS = "\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufe0f\ufeff"
_EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"
_ENDS = "?!\u2026\u203d\u3002\uff01\uff1f"
_LINKS = r"""(?:https?://|www\.)[^\s<>"]+ | [\w.+-]{1,64}@\w+(?:[.-]\w+)*\.\w\w+ | @\w+ |"""


def _pattern(joiners: str, apostrophes: str, emoji: str, links: str) -> re.Pattern[str]:
    """The tokens, the most frequent first."""
    return late(
        rf"""
        {links}
        [^\W\d][\w{joiners}]*(?:[{apostrophes}][\w{joiners}]+)*       # a word, with its contraction
      | (?<!\w)[:;=8][-']?[)(DPp/|](?!\w)                              # an emoticon
      | [,;:]
      | \.\.+[.?!]* | \.(?![a-z0-9])                                   # a full stop, but none of an abbreviation
        (?<!\b[MmDdSs][rst]\.)(?<!\b[Mm]rs\.)(?<!\bProf\.)(?<!\bvs\.)(?<!\b[A-HJ-Z]\.)(?<!\.[a-z]\.)(?<!\betc\.)[.?!]*
      | [{_ENDS}][.{_ENDS}]*
      | \d+(?:[.,:]\d+)*(?:[^\W\d_]+)?                                 # a number, with its unit
      | \n[ \t\r]*\n\s*                                                # an empty line
      | (?:(?<=\s)|^)[-\u2013\u2014]+(?=\s) | [\u2013\u2014]+ | --+    # a dash, not a hyphen
      | [#$\u20ac\u00a3\u20b9\u00a5%&+=]
        {emoji}
        """,
        re.VERBOSE,
    )


_EMOJIS = rf"| [{_EMOJI}][\ufe0f\u200d\U0001f3fb-\U0001f3ff{_EMOJI}]*"
# Most texts are plain ASCII without links; patterns that know it are twice as fast and give the same tokens.
_ANY, _ANY_LINKED = (_pattern(_JOINERS, _APOSTROPHES, _EMOJIS, links) for links in ("", _LINKS))
_ASCII, _ASCII_LINKED = (_pattern("", "'`", "", links) for links in ("", _LINKS))


def pattern(text: str) -> re.Pattern[str]:
    """The pattern of the tokens of this text."""
    linked = "@" in text or "://" in text or "www." in text
    if text.isascii():
        return _ASCII_LINKED if linked else _ASCII
    return _ANY_LINKED if linked else _ANY


def tokenize(text: str) -> list[str]:
    """The tokens of a text, as it has them: words, numbers, links, marks, emoji, empty lines."""
    return pattern(text).findall(text)


_INVISIBLE = late("[\u00ad\u200b-\u200d\u2060\ufe0f\ufeff]")
_APOSTROPHE = late(f"[{_APOSTROPHES}]")

# The parts of a contraction are words of their own, as in the Penn Treebank.
# "'d" and "'s" stay ambiguous; a phrase that says "had", "would" or "is" meets them.
SUFFIXES = {"m": "am", "re": "are", "ve": "have", "ll": "will", "d": "'d", "s": "'s", "t": "not", "all": "all"}
STEMS = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
SHORT = {
    "im": "i am", "ive": "i have", "youre": "you are", "youve": "you have", "youll": "you will", "theyre": "they are",
    "theyve": "they have", "weve": "we have", "theyll": "they will", "its": "its", "thats": "that 's", "whats": "what 's",
    "theres": "there 's", "heres": "here 's", "hes": "he 's", "shes": "she 's", "lets": "let us", "itll": "it will",
    "dont": "do not", "doesnt": "does not", "didnt": "did not", "isnt": "is not", "arent": "are not", "wasnt": "was not",
    "werent": "were not", "havent": "have not", "hasnt": "has not", "hadnt": "had not", "wont": "will not", "cant": "can not",
    "cannot": "can not", "couldnt": "could not", "shouldnt": "should not", "wouldnt": "would not", "aint": "is not",
    "couldve": "could have", "shouldve": "should have", "wouldve": "would have", "mightve": "might have", "mustve": "must have",
    "shoulda": "should have", "gonna": "going to", "wanna": "want to", "gotta": "have to", "gimme": "give me", "lemme": "let me",
    "u": "you", "ur": "your", "r": "are", "n": "and", "&": "and", "pls": "please", "plz": "please", "thx": "thanks",
    "thnx": "thanks", "tnx": "thanks", "thanx": "thanks", "ty": "thank you", "tho": "though", "altho": "although", "bc": "because",
    "cuz": "because", "cos": "because", "coz": "because", "b4": "before", "2day": "today", "2moro": "tomorrow", "tmrw": "tomorrow",
    "asap": "asap", "acct": "account", "msg": "message", "msgs": "messages", "dms": "dm", "idk": "i do not know", "ppl": "people",
    "soz": "sorry", "sozza": "sorry", "sowwy": "sorry", "sorries": "sorry", "mb": "my bad", "ya": "you", "yall": "you", "ok": "okay",
    "tks": "thanks", "info": "information", "mins": "minutes", "hrs": "hours", "w/": "with",
}
# What people write for the words that matter here. British spellings are handled by rule, in `spellings`.
MISSPELT = {
    wrong: right
    for right, wrongs in {
        "sorry": "sory srry sry sorrie soory sorrt sprry sorey srory sorru sirry soryy sorri",
        "apologize": "apologice apologis apologise apoligise apoligize appologise appologize apolagise apolagize appoligize apologze apoligies",
        "apologizing": "apoligising apoligizing appologising appologizing",
        "apologized": "apoligised apoligized appologised appologized appoligized",
        "apology": "appology apologie apoligy appoligy appolgy",
        "apologies": "appologies apolagies aplogies apologeis apologys apology's appoligies apologises apologizes appologizes appologises apologiies apolgies",
        "apologetic": "appologetic apoligetic",
        "inconvenience": "inconvience inconvinience inconvenence incovenience inconveniance inconvienience inconvenince inconvenienced-by incovinience inconvience inconviniences inconveniences",
        "inconvenienced": "inconvienced inconvinienced",
        "frustration": "fustration frustation frustrations", "frustrated": "fustrated frustated", "frustrating": "fustrating frustating",
        "responsibility": "responsability responsibilty responsiblity", "responsible": "responsable",
        "sincerely": "sincerly sincerley", "sincere": "sincear", "unfortunately": "unfortunatly unfortunetly unfortunatley unfortunally",
        "definitely": "definately definitly", "truly": "truely", "embarrassed": "embarassed embarrased", "embarrassing": "embarassing",
        "communication": "communcation comunication", "occurred": "occured ocurred", "occurring": "occuring", "separate": "seperate",
        "refund": "refound", "resolve": "resovle reslove", "acknowledge": "acknowlege aknowledge", "guarantee": "guarentee garantee",
        "appreciate": "apprecate apprieciate appriciate apreciate", "received": "recieved", "receive": "recieve", "receiving": "recieving",
        "mistake": "mistke misstake", "misunderstanding": "missunderstanding", "believe": "belive beleive", "happened": "happend hapened",
        "apologizes-for": "", "immediately": "immediatly imediately", "disappointed": "dissapointed disapointed dissappointed",
        "disappointment": "dissapointment disapointment dissappointment", "disappointing": "dissapointing", "tomorrow": "tommorow tommorrow tomorow",
        "experience": "experiance expirience", "experiencing": "experiancing", "delivery": "delievery", "further": "furthur",
        "assistance": "assistence", "compensation": "compansation", "contact": "conatct", "forward": "foward", "because": "becuase becasue",
        "should": "shoud", "patience": "patients-and patiance", "understanding": "understaning", "personally": "personaly",
    }.items()
    for wrong in wrongs.split()
}
# American words whose British spelling no rule gives.
BRITISH = {
    "cheque": "check", "grey": "gray", "mum": "mom", "programme": "program", "catalogue": "catalog", "centre": "center", "metre": "meter",
    "licence": "license", "defence": "defense", "offence": "offense", "learnt": "learned", "spelt": "spelled", "misspelt": "misspelled",
    "burnt": "burned", "dreamt": "dreamed", "whilst": "while", "amongst": "among", "towards": "toward", "afterwards": "afterward",
    "judgement": "judgment", "acknowledgement": "acknowledgment", "fulfil": "fulfill", "sceptical": "skeptical", "practise": "practice",
    "practised": "practiced", "practising": "practicing", "tyre": "tire", "manoeuvre": "maneuver", "leant": "leaned", "smelt": "smelled",
}
_ELONGATED = late(r"([^\W\d_])\1\1+")
_RULES = (
    (late(r"iz(e|es|ed|er|ers|ing|ation|ations)$"), r"is\1"),
    (late(r"yz(e|es|ed|ing)$"), r"ys\1"),
    (late(r"^(un|dis|mis)?(col|fav|behavi|hon|lab|neighb|flav|hum|rum|endeav|harb|od)our"), r"\1\2or"),
    (late(r"(ance|trave|labe|mode|tota|counse|fue|signa|leve|channe)ll(ed|ing|er|ers)$"), r"\1l\2"),
)


def fold(token: str) -> str:
    """Lower the case, compose, drop what cannot be seen, straighten apostrophes."""
    if not token.isascii():
        token = _INVISIBLE.sub("", unicodedata.normalize("NFKC", token))
        token = _APOSTROPHE.sub("'", token)
    return token.lower().strip("_").replace("`", "'")


def split(word: str) -> tuple[str, ...]:
    """The words of a folded token: "i'm" and "im" are "i" and "am", "don't" is "do" and "not"."""
    if word in SHORT:
        return tuple(SHORT[word].split())
    if "'" in word:
        head, *tail = word.split("'")
        denied: tuple[str, ...] = ()
        if tail[0] == "t" and head.endswith("n"):
            head, tail, denied = head if head == "can" else head[:-1], tail[1:], ("not",)
        if head and all(part in SUFFIXES for part in tail):
            return (STEMS.get(head, head) if denied else head, *denied, *(SUFFIXES[part] for part in tail))
    return (word,)


def key(word: str) -> str:
    """One spelling for a word, whichever side of the ocean it is from and however its key words are misspelt.

    Phrases and texts pass through the same function, so the spelling itself does not matter and is never shown.
    """
    word = MISSPELT.get(word) or BRITISH.get(word) or word
    # Most words hold none of the letters that the rules are about.
    if "z" in word or "our" in word or "ll" in word:
        for pattern, replacement in _RULES:
            word = pattern.sub(replacement, word)
    return word


def unstretched(word: str) -> tuple[str, ...]:
    """What "soooo" and "sorrryyy" may stand for, if anything."""
    if not _ELONGATED.search(word):
        return ()
    once, twice = _ELONGATED.sub(r"\1", word), _ELONGATED.sub(r"\1\1", word)
    mixed = re.sub(r"([^\W\d_])\1+$", r"\1", twice)
    return tuple(dict.fromkeys(key(option) for option in (twice, mixed, once)))
