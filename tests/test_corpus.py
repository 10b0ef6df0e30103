"""The bundled corpus holds what its datasheet says, and a malformed file says where it is malformed."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import subprocess
import sys

from collections import Counter
from importlib import resources

import attrs
import pytest

from sorrykit import Apology, Kit, corpus
from sorrykit.corpus import Item, Label
from sorrykit.exceptions import CorpusError


DATA = resources.files("sorrykit.corpus").joinpath("data")
GOOD = '{"id": "a", "text": "Sorry, sorry.", "labels": []}'


@pytest.fixture(name="write")
def _write(tmp_path):
    def write(*lines):
        path = tmp_path / "own.jsonl"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


class TestBundled:
    def test_size(self):
        """It has the messages and threads that the datasheet names, split as it says."""
        assert {"train": 356, "dev": 140, "test": 216} == Counter(item.split for item in corpus.load())
        assert {"dev": 25, "test": 15} == Counter(thread.split for thread in corpus.threads())

    def test_datasheet(self):
        """The datasheet's figures are those of the data."""
        words = sum(len(item.text.split()) for item in corpus.load())
        labels = sum(1 for _ in corpus.load().labels())

        assert f"{words:,} words, {labels:,} labels" in corpus.readme()
        assert f"{sum(not item.labels for item in corpus.load())} messages hold none" in corpus.readme()

    def test_hash(self):
        """The bytes are those of this version."""
        sums = dict(reversed(line.split()) for line in DATA.joinpath("SHA256SUMS").read_text().splitlines())

        assert sums["messages.jsonl"] == corpus.load().sha256
        assert sums["threads.jsonl"] == hashlib.sha256(DATA.joinpath("threads.jsonl").read_bytes()).hexdigest()

    def test_version(self):
        """Code, datasheet and citation name one version."""
        assert f"version {corpus.VERSION}" in corpus.readme().splitlines()[0]
        assert f"version      = {{{corpus.VERSION}}}" in corpus.citation()
        assert f"\nversion: {corpus.VERSION}\n" in DATA.joinpath("CITATION.cff").read_text()
        assert "CC-BY-4.0" in corpus.license()

    def test_order(self):
        """Items come by id, and so do the lines of the files."""
        for name, items in (("messages.jsonl", corpus.load()), ("threads.jsonl", corpus.threads())):
            lines = DATA.joinpath(name).read_text(encoding="utf-8").splitlines()

            assert sorted(item.id for item in items) == [item.id for item in items] == [json.loads(line)["id"] for line in lines]

    def test_spans(self):
        """Every label of every reader lies in its text, and the quotes are what stands there."""
        for line in DATA.joinpath("messages.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for label in row["labels"]:
                assert label["quote"] == row["text"][label["start"] : label["end"]], row["id"]
        for item in corpus.load():
            for label in itertools.chain(item.labels, *item.coders.values()):
                assert 0 <= label.start < label.end <= len(item.text), item.id
                assert item.quote(label).strip(), item.id

    @pytest.mark.parametrize("split", corpus.SPLITS)
    def test_coverage(self, split):
        """Every label and every kind occurs in every split."""
        seen = {(label.label, label.kind) for _, label in corpus.load().split(split).labels()}

        assert {(label, kind) for label in corpus.LABELS for kind in corpus.KINDS.get(label, (None,))} == seen

    def test_kinds(self):
        """The corpus and the analyzers know the same kinds."""
        kit = Kit(discover=False)

        assert {label: tuple(sorted(corpus.KINDS.get(label, ()))) for label in corpus.LABELS} == {
            label: tuple(sorted(kit[label].kinds)) for label in corpus.LABELS
        }

    def test_two_readings(self):
        """Every message was read by the same two coders."""
        assert {("reader", "writer")} == {tuple(sorted(item.coders)) for item in corpus.load()}

    def test_near_duplicates(self):
        """No message of one split is nearly one of another: half of the words, or four tenths of the runs of characters."""
        items = [(item, frozenset(re.findall(r"\w+", item.text.lower()))) for item in corpus.load()]
        near = []
        for (one, words), (other, others) in itertools.combinations(items, 2):
            if one.split == other.split or 4 * len(words & others) < len(words | others):
                continue
            if jaccard(words, others) >= 0.5 or jaccard(shingles(one.text), shingles(other.text)) >= 0.4:
                near.append((one.id, other.id))

        assert [] == near

    def test_threads(self):
        """What a thread's gold says of turns is said of turns that are there, of the right speaker."""
        for thread in corpus.threads():
            gold = thread.gold
            for turn in gold["apology_turns"]:
                assert "agent" == thread.turns[turn]["speaker"], thread.id
            assert gold["first_apology_turn"] == (gold["apology_turns"][0] if gold["apology_turns"] else None), thread.id
            assert sorted(turn["at"] for turn in thread.turns) == [turn["at"] for turn in thread.turns], thread.id


def shingles(text, size=8):
    plain = " ".join(re.findall(r"\w+", text.lower()))
    return {plain[at : at + size] for at in range(max(1, len(plain) - size + 1))}


def jaccard(one, other):
    return len(one & other) / len(one | other)


class TestCorpus:
    def test_immutable(self):
        """Items, their labels and their coders cannot be changed."""
        item = corpus.load()[0]

        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            item.text = ""
        with pytest.raises(TypeError):
            item.coders["reader"] = ()
        with pytest.raises(TypeError):
            corpus.threads()[0].gold["note"] = ""

        assert isinstance(item.labels, tuple)

    def test_load_is_cached(self):
        """The bundled corpus is read once."""
        assert corpus.load() is corpus.load()

    def test_getitem(self):
        """An item is found by id and by place; a slice is a corpus."""
        whole = corpus.load()

        assert whole[0] is whole[whole[0].id]
        assert 3 == len(whole[:3])
        with pytest.raises(KeyError):
            whole["nobody"]

    def test_split(self):
        """A split is a corpus that says so; another name is an error."""
        assert "dev" in repr(corpus.load().split("dev"))
        with pytest.raises(ValueError, match="train, dev, test"):
            corpus.load().split("validation")

    def test_where(self):
        """Items are chosen by their fields."""
        chosen = corpus.load().where(domain="travel", channel="tweet")

        assert {("travel", "tweet")} == {(item.domain, item.channel) for item in chosen}

    def test_apology(self):
        """An item is something to analyze, and knows where it is from."""
        item = corpus.load()[0]

        assert Apology(item.text, source=item.id) == item.apology

    def test_annotations(self):
        """Judgements are triples with sets of labels, or with yes and no about one label."""
        item = Item(id="a", text="Sorry.", coders={"x": [Label("apology", 0, 5)], "y": []})
        own = corpus.Corpus([item])

        assert [("x", "a", frozenset({"apology"})), ("y", "a", frozenset({"nothing"}))] == list(own.annotations())
        assert [("x", "a", "yes"), ("y", "a", "no")] == list(own.annotations("apology"))

    def test_import_is_cheap(self):
        """Importing and loading the corpus does not import NLTK."""
        code = "import sys; from sorrykit import corpus; corpus.load(); sys.exit('nltk' in sys.modules)"

        assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode

    def test_unknown_attribute(self):
        """The lazy reader class is the only lazy name."""
        with pytest.raises(AttributeError, match="nothing"):
            corpus.nothing  # noqa: B018


class TestRead:
    def test_quotes_take_their_next_place(self, write):
        """A quote that occurs again takes its next place in the text, and its first when there is none left."""
        labels = [{"label": "apology", "quote": "orry"}] * 3
        path = write(json.dumps({"id": "a", "text": "Sorry, sorry.", "labels": labels}))

        assert [1, 8, 1] == [label.start for label in corpus.read(path)[0].labels]

    def test_round_trip(self, tmp_path):
        """The bundled file reads as the bundled corpus, wherever it lies."""
        path = tmp_path / "messages.jsonl"
        path.write_bytes(DATA.joinpath("messages.jsonl").read_bytes())
        own = corpus.read(path)

        assert corpus.load().items == own.items
        assert corpus.load().sha256 == own.sha256

    def test_sorted(self, write):
        """Items come by id, with numbers as numbers; empty lines and a byte order mark do no harm."""
        rows = [GOOD.replace('"a"', f'"r{number}"') for number in (10, 2, 1)]
        rows[0] = "\ufeff" + rows[0]

        assert ["r1", "r2", "r10"] == [item.id for item in corpus.read(write(*rows, "", "  "))]

    def test_own_labels(self, write):
        """Labels beside the twenty are known if they are named, with any kind."""
        path = write('{"id": "a", "text": "Best regards", "labels": [{"label": "cold-close", "kind": "x", "quote": "Best"}]}')

        assert frozenset({"cold-close"}) == corpus.read(path, labels=["cold-close"])[0].categories
        with pytest.raises(CorpusError, match="no label 'cold-close'"):
            corpus.read(path)

    @pytest.mark.parametrize(
        ("line", "says"),
        [
            ("{", "line 2: this is no JSON object"),
            ("[1]", "line 2: a line is a JSON object with an `id`"),
            ('{"id": 7, "text": "", "labels": []}', "with an `id`, which is text"),
            (GOOD, "line 2, id 'a': this id stands on an earlier line"),
            ('{"id": "b", "labels": []}', "id 'b': there is no `text`"),
            ('{"id": "b", "text": "x"}', "id 'b': there is no `labels`"),
            ('{"id": "b", "text": null, "labels": []}', "`text` is text, and not None"),
            ('{"id": "b", "text": "x", "labels": {}}', "labels are a list of objects"),
            ('{"id": "b", "text": "x", "labels": ["hollow"]}', "labels are a list of objects"),
            ('{"id": "b", "text": "x", "labels": [{"quote": "x"}]}', "there is no `label`"),
            ('{"id": "b", "text": "x", "labels": [{"label": "hollw", "quote": "x"}]}', "did you mean 'hollow'"),
            ('{"id": "b", "text": "x", "labels": [{"label": "qqq", "quote": "x"}]}', "there are: apology, regret"),
            ('{"id": "b", "text": "x", "labels": [{"label": "hollow", "kind": "fix", "quote": "x"}]}', "one of feelings, generic"),
            ('{"id": "b", "text": "x", "labels": [{"label": "apology", "kind": "fix", "quote": "x"}]}', "'apology' does not exist"),
            ('{"id": "b", "text": "x", "labels": [{"label": "apology"}]}', "neither `start` and `end` nor a `quote`"),
            ('{"id": "b", "text": "x", "labels": [{"label": "apology", "quote": "y"}]}', "'y' of 'apology' does not stand in"),
            ('{"id": "b", "text": "x", "labels": [{"label": "apology", "start": 0, "end": 2}]}', "0..2 of 'apology' does not lie"),
            ('{"id": "b", "text": "x", "labels": [{"label": "apology", "start": 0, "end": 0}]}', "does not lie"),
            ('{"id": "b", "text": "x", "labels": [{"label": "apology", "start": true, "end": 1}]}', "does not lie"),
            ('{"id": "b", "text": "xy", "labels": [{"label": "apology", "start": 0, "end": 1, "quote": "y"}]}', "at 0..1, but 'x'"),
            ('{"id": "b", "text": "x", "labels": [], "coders": []}', None),
            ('{"id": "b", "text": "x", "labels": [], "coders": [1]}', "`coders` maps"),
            ('{"id": "b", "text": "x", "labels": [], "split": 3}', "`split` is text"),
        ],
    )
    def test_errors(self, write, line, says):
        """An error names the file, the line and the id, and says what is wrong there."""
        path = write(GOOD, line)
        if says is None:
            assert 2 == len(corpus.read(path))
            return

        with pytest.raises(CorpusError) as caught:
            corpus.read(path)

        assert str(caught.value).startswith(f"{path}, line 2")
        assert says in str(caught.value)

    def test_bytes(self, tmp_path):
        """A file in another encoding is an error, too."""
        path = tmp_path / "own.jsonl"
        path.write_bytes('{"id": "ä"}'.encode("latin-1"))

        with pytest.raises(CorpusError, match="line 1"):
            corpus.read(path)

    def test_threads(self):
        """A thread's turn without a text is an error."""
        with pytest.raises(CorpusError, match="id 't': a turn has a `speaker` and a `text`"):
            corpus._read.parse_threads(b'{"id": "t", "turns": [{"speaker": "agent"}]}', "x")


@pytest.fixture(name="reader", scope="module")
def _reader():
    return corpus.reader()


class TestNltk:
    def test_is_a_corpus_reader(self, reader):
        """It is one of NLTK's corpus readers, and the class may be had by name."""
        from nltk.corpus.reader.api import CorpusReader

        assert isinstance(reader, CorpusReader)
        assert isinstance(reader, corpus.ApologyCorpusReader)
        assert "712 messages" in repr(reader)

    def test_categories(self, reader):
        """Categories are labels, of all or of one message; file ids may be chosen by them."""
        assert sorted(corpus.LABELS) == reader.categories()
        hollow = reader.fileids("hollow")
        assert all("hollow" in reader.categories(name) for name in hollow)
        assert set(reader.fileids(["hollow", "regret"])) == set(hollow) | set(reader.fileids("regret"))
        assert 140 == len(reader.fileids(split="dev"))

    def test_labels(self, reader):
        """Labels are told with kind and quote, or as values with offsets."""
        name = reader.fileids("blame")[0]

        assert {"blame"} == {label for label, _, _ in reader.labels(categories="blame")}
        assert [(span.label, span.kind, reader.raw(name)[span.start : span.end]) for span in reader.spans(name)] == reader.labels(name)

    def test_words(self, reader):
        """Words, sentences and messages are the same words, in one order."""
        names = reader.fileids()[:20]
        sents = reader.sents(names)

        assert reader.words(names) == [word for sent in sents for word in sent]
        assert sents == [sent for para in reader.paras(names) for sent in para]
        assert [reader.words(name) for name in names] == [[word for sent in para for word in sent] for para in reader.paras(names)]

    def test_raw(self, reader):
        """The raw text is the message's own, and NLTK's `open` gives it as well."""
        one, other = reader.fileids()[:2]

        assert corpus.load()[one].text == reader.raw(one)
        assert f"{reader.raw(one)}\n\n{reader.raw(other)}" == reader.raw([one, other])
        with reader.open(one) as stream:
            assert corpus.load()[one].text == stream.read()
        assert len(reader.raw(one).encode()) == reader.root.join(one).file_size()
        assert reader.raw(one).encode() == reader.root.join(one).open().read()

    def test_documents(self, reader):
        """Datasheet, licence and citation are to hand, as with NLTK's corpora."""
        assert (corpus.readme(), corpus.license(), corpus.citation()) == (reader.readme(), reader.license(), reader.citation())

    def test_tokenizers(self):
        """Other tokenizers may be given."""
        from nltk.tokenize import PunktSentenceTokenizer, WhitespaceTokenizer

        item = Item(id="a", text="Dear Ms. Hall, sorry! All ours.")
        reader = corpus.ApologyCorpusReader(corpus.Corpus([item]), WhitespaceTokenizer(), PunktSentenceTokenizer())

        assert [["Dear", "Ms."], ["Hall,", "sorry!"], ["All", "ours."]] == reader.sents()

    def test_errors(self, reader):
        """Unknown names are errors, and so are file ids and categories at once."""
        with pytest.raises(ValueError, match="'nobody' not found"):
            reader.words("nobody")
        with pytest.raises(ValueError, match="'hollw' not found"):
            reader.fileids("hollw")
        with pytest.raises(ValueError, match="not both"):
            reader.words("travel-112", "hollow")
