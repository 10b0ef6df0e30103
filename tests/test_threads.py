"""Threads: how they are read, what each turn does, what only the whole shows, and how they are scored."""

from __future__ import annotations

import json
import mailbox

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import jsonschema
import pytest

from hypothesis import given
from hypothesis import strategies as st

import sorrykit

from sorrykit import Kit, Thread, Turn, analyze_thread, corpus, hookimpl, rubrics, testing, threads
from sorrykit.exceptions import AnalyzerError, IncompleteReportError, ThreadError
from sorrykit.rubrics._rubric import THREAD_FINDINGS, THREAD_METRICS
from sorrykit.threads import LedgerEntry, ThreadReport, TurnFinding, read


KIT = Kit(discover=False)
SCHEMA = jsonschema.Draft202012Validator(threads.schema())
MISSED = "Nobody came between eight and twelve. I took the morning off."
SORRY = "I'm so sorry that we missed you. I will come myself at five."
SETTLED = "It works now. Thank you, we're good."
AGAIN = "Once more, our sincere apologies for missing you."
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def story(*texts, first="customer", hours=1):
    """A thread in which the two take turns, so many hours apart."""
    other = {"customer": "agent", "agent": "customer"}
    speakers = [first if number % 2 == 0 else other[first] for number in range(len(texts))]
    return Thread(
        [Turn(who, text, MONDAY + timedelta(hours=hours * n)) for n, (who, text) in enumerate(zip(speakers, texts, strict=True))]
    )


def told(*texts, **options):
    """The report of such a thread."""
    return analyze_thread(story(*texts, **options), KIT)


class TestTurn:
    """`Turn` and `Thread`"""

    def test_speaker(self):
        """Only the customer and the agent speak."""
        with pytest.raises(ThreadError, match=r"'customer' or 'agent', not by 'Bob'"):
            Turn("Bob", "Hello")

    @pytest.mark.parametrize("at", ["2026-03-02T09:00:00Z", "2026-03-02T09:00:00", datetime(2026, 3, 2, 9), MONDAY])  # noqa: DTZ001
    def test_time(self, at):
        """A time is ISO 8601 or a datetime; without a zone it is UTC."""
        assert MONDAY == Turn("agent", "Hello", at).at

    @pytest.mark.parametrize("at", ["noon", 5])
    def test_wrong_time(self, at):
        """A time that is none is an error that shows how to write one."""
        with pytest.raises(ThreadError, match=r"ISO 8601, as in"):
            Turn("agent", "Hello", at)

    def test_bytes(self):
        """Bytes are no text."""
        with pytest.raises(TypeError, match=r"str, not bytes"):
            Turn("agent", b"Hello")

    def test_empty(self):
        """A thread has turns."""
        with pytest.raises(ThreadError, match=r"at least one turn"):
            Thread([])

    def test_order(self):
        """Time does not run backward."""
        with pytest.raises(ThreadError, match=r"turn 1 is earlier"):
            Thread([Turn("agent", "b", "2026-01-02"), Turn("agent", "a", "2026-01-01")])

    def test_mappings(self):
        """Turns may be mappings, as in the corpus."""
        assert Thread([Turn("agent", "Hi", MONDAY)]) == Thread([{"speaker": "agent", "text": "Hi", "at": "2026-03-02T09:00Z"}])
        with pytest.raises(ThreadError, match=r"a turn needs 'text'; it has 'speaker'"):
            Thread([{"speaker": "agent"}])
        with pytest.raises(ThreadError, match=r"made of turns, not of 'Hi'"):
            Thread(["Hi"])

    def test_slice(self):
        """A slice of a thread is a thread."""
        thread = story("a", "b", "c")

        assert ("b", "c") == tuple(turn.text for turn in thread[1:])
        assert "b" == thread[1].text
        assert (0, 2) == thread.of("customer")


class TestReaders:
    """The analyzers of turns"""

    @pytest.mark.parametrize("analyzer", threads.readers(), ids=lambda analyzer: analyzer.name)
    def test_examples(self, analyzer):
        """Every example holds."""
        testing.check_examples(analyzer)

    @pytest.mark.parametrize("analyzer", threads.readers(), ids=lambda analyzer: analyzer.name)
    def test_laws(self, analyzer):
        """They keep the laws of the kit."""
        testing.check_laws(analyzer, max_examples=15)

    def test_apart(self):
        """They are no part of the kit for messages."""
        assert not {analyzer.name for analyzer in threads.readers()} & {analyzer.name for analyzer in KIT.analyzers}


class TestAnalyze:
    """`analyze_thread`"""

    def test_names(self):
        """The findings and the metrics are those that rubrics may name."""
        report = told(MISSED, "We understand how upsetting that is, and we're sorry we missed you.")

        assert THREAD_FINDINGS == tuple(threads.ABOUT)
        assert set(THREAD_METRICS) <= set(report.metrics)

    def test_turns(self):
        """Each turn has the report of its speaker's analyzers, and iterating gives the agent's."""
        report = told(MISSED, SORRY)

        assert {"complaint"} == {finding.analyzer for finding in report.reports[0]}
        assert report["apology"][0].turn == 1
        assert not report["complaint"]

    def test_reopened(self):
        """After it was settled, an apology by the agent's own initiative opens the wound."""
        report = told(MISSED, SORRY, SETTLED, AGAIN)

        assert (1, 3) == report.apology_turns
        assert 2 == report.resolved_turn
        assert (3,) == report.reopened_turns
        assert ["double-apology", "reopened-wound"] == [finding.analyzer for finding in report.findings]
        assert {3} == {finding.turn for finding in report.findings}

    def test_answered_protest(self):
        """An apology that answers a protest reopens nothing."""
        report = told(MISSED, SORRY, SETTLED, AGAIN, "I had put that behind me! Please stop.", "You are right, I apologize.")

        assert (3,) == report.reopened_turns

    def test_late_answer(self):
        """Who answers a protest after days comes back to it unasked."""
        report = told(MISSED, SORRY, SETTLED, AGAIN, "Please let it rest.", "And sorry again that we missed you!", hours=72)

        assert (3, 5) == report.reopened_turns

    def test_withdrawn(self):
        """What the customer takes back was not settled."""
        report = told(MISSED, SORRY, "Ok, we're fine.", "Glad to hear.", "I thought I was fine with it, but I am not.")

        assert report.resolved_turn is None

    @pytest.mark.parametrize(
        "last",
        ["Good. How could that even happen?", "Thanks, but it still does not work.", "I'll take the money. I don't accept the apology.", "And?"],
    )
    def test_not_settled(self, last):
        """Who asks, complains or refuses has settled nothing."""
        assert told(MISSED, SORRY, last).resolved_turn is None

    @pytest.mark.parametrize("last", ["No worries, see you then.", "It arrived. Thank you!", "Thanks.", "It took you long enough. But it works."])
    def test_settled(self, last):
        """Who waves it off, has what was wanted, or says thank you and no more, settles."""
        assert told(MISSED, SORRY, last).resolved_turn == 2

    @pytest.mark.parametrize(
        "last",
        [
            "Runs like clockwork, no grudges.",
            "Spotless. You would never know.",
            "Well, that restored my faith in you.",
            "She adored it.",
            "More than we expected. Hats off!",
        ],
    )
    def test_content(self, last):
        """There are many ways to be content."""
        assert told(MISSED, SORRY, last).resolved_turn == 2

    @pytest.mark.parametrize("last", ["Same blank page as before.", "The leak is back.", "Lasted two days, then it quit on us.", "No sign of him yet again."])
    def test_failed_again(self, last):
        """And many ways to say that it failed again."""
        assert told("The tap drips since your plumber left.", "Sorry! He will mend it tonight.", last).double_deviation

    def test_taken_back(self):
        """Who was glad too early takes it back; that the agent apologized before it was settled is no reminder."""
        report = told(MISSED, SORRY, "It works now.", "Great.", "I celebrated too early. Cold again.", "I'll come back today.", "Warm, like new.")

        assert report.resolved_turn == 6
        assert report.double_deviation

    def test_reminded(self):
        """Whoever protests against being reminded takes nothing back."""
        report = told(MISSED, SORRY, "Thanks a lot!", "We still feel awful that we missed you.", "I thought we were past that.")

        assert report.resolved_turn == 2
        assert (3,) == report.reopened_turns

    def test_thanks_alone(self):
        """A thank you settles only if it stays the last word."""
        assert told(MISSED, SORRY, "Thanks!", "He is on his way.", "My tenant is standing in the yard.").resolved_turn is None

    def test_supposed(self):
        """Trouble that a question supposes is no complaint."""
        assert not told("What do I bring?", "Your passport.", "And if it has expired?", "Then a card.").complained
        assert told("Why is my parcel empty?", "Let me see.").complained

    def test_brushed_off(self):
        """What is news by itself is an excuse after a complaint, unless the turn owns it."""
        busy = "Unfortunately our technicians were very busy today."

        assert ["bad"] == [entry.act for entry in told(MISSED, busy).ledger]
        assert [("brush-off", "excuse")] == [(f.analyzer, f.kind) for f in told(MISSED, busy)["brush-off"]]
        assert not told("Is it open on Monday?", busy)["brush-off"]
        assert not told(MISSED, "You are right, our records show it. We made a mistake, and I apologize.")["brush-off"]
        assert "hit" in {p.state for p in told(MISSED, "According to our records he rang.").score("sorrywatch").points if "denial" in p.criterion.find}

    def test_question(self):
        """Where nobody complains nothing is missing and nothing is counted."""
        report = told("Is the reading room open on Monday?", "It is, from nine to five.", "Great, thanks!")

        assert not report.complained
        assert not report.missing_apology
        assert report.resolved_turn is None
        assert 0 == report.longest_positive_run

    def test_missing(self):
        """A complaint that no answer apologizes for."""
        report = told(MISSED, "A new date has been booked.")

        assert report.missing_apology
        assert [None] == [finding.turn for finding in report.findings if finding.analyzer == "missing-apology"]

    def test_unanswered(self):
        """Nobody misses the apology of an agent who has not answered yet."""
        assert not told(MISSED).missing_apology

    def test_double_deviation(self):
        """What was promised fails too; that is an offense of its own, with an apology of its own."""
        report = told(MISSED, SORRY, "It's past five. Nobody again!", "I'm sorry that we missed you twice. I will be there in ten minutes.")

        assert report.double_deviation
        assert (1, 1) == report.apologies_per_offense
        assert 1 == report.metrics["thread-apologies"]
        assert ["double-deviation"] == [finding.analyzer for finding in report.findings]

    def test_over_apologizing(self):
        """The third time is too much."""
        report = told(MISSED, "So sorry!", "When will he come?", "We are so sorry for the delay.", "When?", "I am terribly sorry for the wait.")

        assert ["double-apology", "over-apologizing"] == [finding.analyzer for finding in report.findings]

    def test_bare(self):
        """Sorry and no more is an apology to a complaint, not to a mere question, and not with a refusal."""
        assert (1,) == told(MISSED, "I'm so sorry.").apology_turns
        assert () == told("Is it open on Monday?", "No. Sorry.").apology_turns
        assert "met" == next(p.state for p in told(MISSED, "I'm so sorry.").score("save").points if p.criterion.find == "apology")

    def test_gloomy(self):
        """A follow-up that tells the failure again."""
        report = told(
            MISSED, SORRY, SETTLED, "I'm just checking in to see if all is well. We missed your appointment and left you waiting all morning."
        )

        assert "gloomy-follow-up" in {finding.analyzer for finding in report.findings}

    def test_promises(self):
        """A promise is kept, broken or still open."""
        kept, broken, still = told(MISSED, SORRY, SETTLED), told(MISSED, SORRY, "Nobody again!"), told(MISSED, SORRY)

        assert [("kept", 2), ("broken", 2), ("open", None)] == [(r.promises[0].state, r.promises[0].by) for r in (kept, broken, still)]

    def test_ledger(self):
        """Good acts in a row; a bad one, or a turn that does nothing, begins anew; eight are neutral, sixteen positive."""
        report = told(*[MISSED, SORRY, "Ok."] * 1, "We'll refund you today.", "Ok.", "Noted.", "Ok.", "I will call you tomorrow.")

        assert [("good", 1), ("good", 2), ("none", 0), ("good", 1)] == [(entry.act, entry.run) for entry in report.ledger]
        assert 2 == report.longest_positive_run
        assert [None, "neutral", "positive"] == [LedgerEntry(1, "good", run).milestone for run in (7, 8, 16)]

    def test_elapsed(self):
        """Seconds since the customer's first turn."""
        report = told(MISSED, "One moment.", "Well?", SORRY, SETTLED)

        assert {"first-answer": 3600, "first-apology": 3 * 3600, "settled": 4 * 3600} == report.elapsed
        assert {} == analyze_thread([Turn("customer", MISSED), Turn("agent", SORRY)], KIT).elapsed

    def test_agent_alone(self):
        """A thread may have one speaker."""
        assert (0,) == told(SORRY, first="agent").apology_turns
        assert not told(MISSED).ledger


class TestPlugins:
    """Thread analyzers of plugins"""

    class Polite:
        @hookimpl
        def sorrykit_thread_analyzers(self):
            def thanks(report):
                yield TurnFinding(analyzer="no-thanks", turn=len(report.thread) - 1)

            def breaks(report):
                raise RuntimeError("oh")

            return [thanks, breaks]

    def test_offered(self):
        """Their findings join; one that breaks costs its own, and no score is made."""
        report = analyze_thread(story(MISSED, SORRY), Kit(discover=False, extra={"polite": self.Polite()}))

        assert ["no-thanks"] == [finding.analyzer for finding in report.findings]
        assert [("breaks", "RuntimeError: oh")] == [(failure.analyzer, failure.error) for failure in report.failures]
        with pytest.raises(IncompleteReportError, match="breaks"):
            report.score("one-apology")

    def test_raised(self):
        """A kit that raises raises here too."""
        with pytest.raises(AnalyzerError, match=r"'breaks' broke: RuntimeError: oh"):
            analyze_thread(story(MISSED, SORRY), Kit(discover=False, extra={"polite": self.Polite()}, on_error="raise"))

    @pytest.mark.parametrize("result", ["no", TurnFinding(analyzer="far", turn=9)])
    def test_nonsense(self, result):
        """What they yield is checked."""

        class Odd:
            @hookimpl
            def sorrykit_thread_analyzers(self):
                return [lambda report: [result]]

        assert not analyze_thread(story(MISSED, SORRY), Kit(discover=False, extra={"odd": Odd()})).complete


class TestScore:
    """Rubrics on threads"""

    def test_report(self):
        """A thread is analyzed before it is judged."""
        with pytest.raises(TypeError, match=r"a report, not Thread; analyze it first"):
            sorrykit.score(story(MISSED, SORRY), "save")

    def test_one_apology(self):
        """The thread that stops in time scores above the one that does not."""
        good = told(MISSED, SORRY, SETTLED, "Your heating is on until Friday, have a warm week.")
        bad = told(MISSED, SORRY, SETTLED, AGAIN)

        assert sorrykit.score(good, "one-apology").total > sorrykit.score(bad, "one-apology").total
        assert "reopened-wound" in {p.criterion.find for p in sorrykit.score(bad, "one-apology").points if p.state == "hit"}

    @pytest.mark.parametrize("rubric", rubrics.BUNDLED)
    def test_all(self, rubric):
        """Every rubric judges a thread, every point of it, and the score is plain data with turns."""
        score = told(MISSED, SORRY, SETTLED).score(rubric)

        assert "not judged" not in {point.state for point in score.points}
        assert all("turn" in finding for point in score.to_dict()["criteria"] for finding in point["evidence"])

    def test_answered_verdicts(self):
        """An apology with nothing behind it is no fault where the next message has the remedy."""
        score = analyze_thread(
            [Turn("customer", MISSED), Turn("agent", "I'm sorry that we missed you."), Turn("agent", "We'll refund the fee today.")], KIT
        ).score("save")

        assert {"clear"} == {point.state for point in score.points if point.criterion.find == "apology-only"}

    def test_reading(self):
        """A rubric's own reading counts for its metrics, too."""
        report = told(MISSED, "I'm sorry you feel that way.")
        points = {point.criterion.metric: point.state for point in report.score("empathy-first").points}

        assert "first-empathy-turn" not in report.metrics
        assert "met" == points["first-empathy-turn"]

    def test_compare(self):
        """All rubrics side by side."""
        comparison = sorrykit.compare(told(MISSED, SORRY))

        assert set(rubrics.BUNDLED) == {score.rubric for score in comparison.scores}
        assert any(dispute.label == "apology" for dispute in comparison.disputes)


class TestData:
    """`to_dict` and `from_dict`"""

    @pytest.mark.parametrize("item", [item for item in corpus.threads() if item.split == "dev"], ids=lambda item: item.id)
    def test_corpus(self, item):
        """What is written follows the schema and is read back the same."""
        report = analyze_thread(Thread(item.turns, id=item.id), KIT)
        data = json.loads(json.dumps(report.to_dict()))

        SCHEMA.validate(data)
        assert report == ThreadReport.from_dict(data)

    @given(st.lists(st.tuples(st.sampled_from(threads.SPEAKERS), st.text(max_size=40)), min_size=1, max_size=6))
    def test_anything(self, turns):
        """Whatever is said, it is read."""
        report = analyze_thread([Turn(who, text) for who, text in turns], KIT)

        assert report == ThreadReport.from_dict(report.to_dict())

    @pytest.mark.parametrize("data", [{}, {"schema": "sorrykit/report/1"}, {"schema": "sorrykit/thread/1"}])
    def test_not_one(self, data):
        """Anything else is an error that says so."""
        with pytest.raises(ValueError, match=r"this is not a thread report"):
            ThreadReport.from_dict(data)


class TestFiles:
    """`read`"""

    @staticmethod
    def texts(thread):
        return [(turn.speaker, turn.text) for turn in thread]

    def test_lines_of_threads(self, tmp_path):
        """A line may be a thread."""
        file = tmp_path / "threads.jsonl"
        file.write_text('{"id": "a", "turns": [{"speaker": "user", "text": "Hi"}]}\n\n{"turns": [{"speaker": "bot", "text": "Hi"}]}\n')

        assert ["a", None] == [thread.id for thread in read(file)]

    def test_lines_of_turns(self, tmp_path):
        """A line may be a turn; columns and speakers have other names, and times put the turns in order."""
        file = tmp_path / "export.jsonl"
        rows = [
            {"ticket": 7, "who": "Priya", "body": "Sorry!", "created": "2026-01-02T10:00Z"},
            {"ticket": 8, "who": "User", "body": "Other", "created": None},
            {"ticket": 7, "who": "User", "body": "It broke.", "created": "2026-01-01T10:00Z"},
        ]
        file.write_text("\n".join(map(json.dumps, rows)))
        columns = {"thread": "ticket", "speaker": "who", "text": "body", "at": "created"}

        first, second = read(file, columns=columns, speakers={"Priya": "agent"})

        assert ("7", "8") == (first.id, second.id)
        assert [("customer", "It broke."), ("agent", "Sorry!")] == self.texts(first)

    @pytest.mark.parametrize(("name", "separator"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t")])
    def test_separators(self, tmp_path, name, separator):
        """Spreadsheets separate columns by what their country does; the header shows by what."""
        file = tmp_path / name
        file.write_text("\n".join(separator.join(row) for row in (("speaker", "text", "at"), ("user", "It broke.", ""), ("bot", "Sorry!", ""))))

        assert [("customer", "It broke."), ("agent", "Sorry!")] == self.texts(read(file)[0])

    def test_json(self, tmp_path):
        """JSON holds a thread, threads or turns."""
        file = tmp_path / "thread.json"
        turn = {"speaker": "customer", "text": "Hi"}
        for data in ({"turns": [turn]}, [{"turns": [turn]}], [turn]):
            file.write_text(json.dumps(data))
            assert [[("customer", "Hi")]] == [self.texts(thread) for thread in read(file)]

    def test_csv(self, tmp_path):
        """CSV, as a spreadsheet writes it."""
        file = tmp_path / "thread.csv"
        file.write_bytes('\ufeffspeaker,text,at\r\ncustomer,"It broke,\r\ntwice.",2026-01-01\r\nagent,Sorry!,\r\n'.encode())

        (thread,) = read(file)

        assert [("customer", "It broke,\r\ntwice."), ("agent", "Sorry!")] == self.texts(thread)

    @pytest.mark.parametrize(
        ("name", "text", "message"),
        [
            ("a.jsonl", '{"speaker": "user"}', r"a\.jsonl:1: there is no column 'text' for the text; there are: 'speaker'; say"),
            ("a.jsonl", '{"speaker": "Ann", "text": "Hi"}', r"a\.jsonl:1: who is 'Ann', the customer or the agent\?"),
            ("a.jsonl", '{"speaker": "user", "text": 5}', r"a\.jsonl:1: the text is text, not 5"),
            ("a.jsonl", '{"speaker": "user", "text": "Hi", "at": "noon"}', r"a\.jsonl:1: the time of a turn is ISO 8601"),
            ("a.jsonl", "\nno", r"a\.jsonl:2: is not JSON"),
            ("a.jsonl", "5", r"a\.jsonl:1: a turn is an object"),
            ("a.json", '{"turns": 5}', r"entry 1: `turns` is a list of turns, not 5"),
            ("a.json", '[{"turns": []}]', r"entry 1: a thread has at least one turn"),
            ("a.json", '[{"turns": [{"speaker": "user", "text": "Hi"}]}, {"speaker": "user", "text": "Hi"}]', r"some entries are threads"),
            ("a.csv", "who,text\nuser,Hi\n", r"a\.csv:2: there is no column 'speaker' for the speaker; there are: 'who', 'text'; say .*--column speaker="),
            ("a.csv", 'speaker,text\nuser,"Hi', r"a\.csv:1: is not CSV"),
            ("a.doc", "Hi", r"what kind of file is this\?.*--as"),
        ],
    )
    def test_mistakes(self, tmp_path, name, text, message):
        """Every mistake is told with its file and line."""
        file = tmp_path / name
        file.write_text(text)

        with pytest.raises(ThreadError, match=message):
            read(file)

    def test_mistaken_options(self, tmp_path):
        """So are those of the call."""
        file = tmp_path / "a.jsonl"
        file.write_text('{"speaker": "Ann", "text": "Hi"}')
        with pytest.raises(ThreadError, match=r"no column 'speakr'; did you mean 'speaker'\?"):
            read(file, columns={"speakr": "who"})
        with pytest.raises(ThreadError, match=r"speakers=\{'Ann': 'agent'\} or --speaker Ann=agent"):
            read(file)
        with pytest.raises(ThreadError, match=r"maps 'Ann' to 'boss'"):
            read(file, speakers={"Ann": "boss"})
        file.write_bytes(b"\xff")
        with pytest.raises(ThreadError, match=r"is not UTF-8"):
            read(file)
        with pytest.raises(FileNotFoundError):
            read(tmp_path / "none.mbox")

    @staticmethod
    def mail(sender, subject, text, number, reply_to=None):
        message = EmailMessage()
        message["From"], message["Subject"] = sender, subject
        message["Date"] = MONDAY + timedelta(hours=number)
        message["Message-ID"] = f"<{number}@example.com>"
        if reply_to is not None:
            message["In-Reply-To"] = f"<{reply_to}@example.com>"
        message.set_content(text)
        return message

    def mails(self):
        """Two threads, out of order."""
        quoted = "So sorry, it is on its way.\n\nOn Monday, Ann Lee <ann@home.net>\nwrote:\n> Where is it?\n> It is late.\n\n-- \nThe shop"
        return [
            self.mail("help@shop.com", "RE: Lamp", quoted, 1, reply_to=0),
            self.mail("Ann Lee <ann@home.net>", "Lamp", "Where is it?\nIt is late.", 0),
            self.mail("bob@home.net", "Chair", "It is broken.", 2),
            self.mail("ann@home.net", "Re: lamp", "Thanks!", 3),
        ]

    def test_mbox(self, tmp_path):
        """Mails are put together by what they answer or by their subject; what they quote is left out."""
        box = mailbox.mbox(tmp_path / "box.mbox")
        for mail in self.mails():
            box.add(mail)
        box.close()

        lamp, chair = read(tmp_path / "box.mbox")

        assert ("lamp", "chair") == (lamp.id, chair.id)
        assert [
            ("customer", "Where is it?\nIt is late."),
            ("agent", "So sorry, it is on its way."),
            ("customer", "Thanks!"),
        ] == self.texts(lamp)

    def test_eml(self, tmp_path):
        """A folder of mails is read as one box, and the agent's addresses may be named."""
        for number, mail in enumerate(self.mails()):
            (tmp_path / f"{number}.eml").write_bytes(bytes(mail))

        lamp, chair = read(tmp_path, agents=["@home.net"])

        assert ["agent", "customer", "agent"] == [turn.speaker for turn in lamp]
        assert 1 == len(read(tmp_path / "2.eml"))
        assert "agent" == chair[0].speaker

    def test_mail_mistakes(self, tmp_path):
        """A mail without a sender, or without text, is told."""
        (tmp_path / "a.eml").write_text("Subject: Hi\n\nHello")
        with pytest.raises(ThreadError, match=r"a\.eml: it has no sender"):
            read(tmp_path)
        (tmp_path / "a.eml").write_text("From: a@b.c\nContent-Type: text/html\n\n<p>Hello")
        with pytest.raises(ThreadError, match=r"a\.eml: it has no plain text part"):
            read(tmp_path)
        (tmp_path / "a.eml").unlink()
        with pytest.raises(ThreadError, match=r"there is no mail in it"):
            read(tmp_path)
