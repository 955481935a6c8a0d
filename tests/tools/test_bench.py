"""The arithmetic of bench/: ratios, goals, gaps, prompts of a length, the chart."""

import asyncio
import sys
import unittest
import xml.etree.ElementTree as ElementTree
from unittest import mock

from support import ROOT

sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "bench" / "contemplating")]
import client  # noqa: E402
import majority  # noqa: E402
import prompts  # noqa: E402
import report  # noqa: E402
import resend  # noqa: E402
import streams  # noqa: E402
from report import Row  # noqa: E402


class Rows(unittest.TestCase):
    def test_ratio_is_the_median_of_the_rounds(self):
        row = Row("c", "m", "s", [10, 20, 30], [10, 10, 10], ">=1.5")
        self.assertEqual((row.value, row.peer_value, row.ratio, row.met), (20, 10, 2, True))

    def test_rounds_that_do_not_pair_up(self):
        self.assertEqual(Row("c", "m", "s", [10, 30], [5]).ratio, 4)

    def test_goal_without_a_peer_is_on_our_own_value(self):
        self.assertTrue(Row("c", "m", "s", [2.0], goal="<=2").met)
        self.assertFalse(Row("c", "m", "s", [2.1], goal="<=2").met)
        self.assertIsNone(Row("c", "m", "s", [2.1]).met)

    def test_chart_is_xml_with_a_bar_a_ratio(self):
        rows = [Row("a", "x", "s", [1], [2], "<=1"), Row("b", "y", "s", [3], [2]), Row("c", "z", "s", [3])]
        bars = ElementTree.fromstring(report.chart(rows, "T")).findall(".//{*}rect")
        self.assertEqual(len(bars), 1 + 2)

    def test_table_marks_what_is_not_met(self):
        self.assertIn("| NO |", report.table([Row("a", "x", "s", [3], [2], "<=1")]))


class Majority(unittest.TestCase):
    def test_takes_the_last_box_or_else_the_last_number(self):
        self.assertEqual(majority.answer_in(r"\boxed{3}, no: \boxed{\frac{1}{2}} of 7"), r"\frac{1}{2}")
        self.assertEqual(majority.answer_in("12 pens cost $1,200.50."), "1,200.50")
        self.assertEqual(majority.answer_in("I do not know."), "")

    def test_counts_numbers_by_their_value(self):
        self.assertEqual(majority.plain("1,200.0"), majority.plain("$1200"))
        self.assertEqual(majority.plain(r"\frac{1}{2}"), majority.plain("0.5"))
        self.assertEqual(majority.plain("x + 1"), "x+1")
        self.assertEqual(majority.plain("1/0"), "1/0")

    def test_elects_the_most_frequent_and_of_equals_the_first(self):
        self.assertEqual(majority.majority(["so 8", "so 9", r"\boxed{8.0}", "hm"]), ("8", 2 / 3))
        self.assertEqual(majority.majority(["9", "8"]), ("9", 0.5))
        self.assertEqual(majority.majority(["hm", ""]), ("", 0.0))


class Streams(unittest.TestCase):
    def test_rate_and_gap(self):
        stream = client.Stream(sent=1.0, times=[2.0, 2.5, 4.0], tokens=9)
        self.assertEqual((stream.ttft_s, stream.rate, stream.gap_max_s), (1.0, 4.0, 1.5))

    def test_frames_end_at_done(self):
        lines = iter([b'data: {"a": 1}\n', b"\n", b": ping\n", b"data: [DONE]\n", b'data: {"a": 2}\n', b""])
        self.assertEqual(list(client.frames(mock.Mock(readline=lambda: next(lines)))), [{"a": 1}])


class ManyStreams(unittest.TestCase):
    def test_a_client_counts_pieces_and_knows_a_whole_answer(self):
        async def talk(parts: list[bytes]) -> streams.Answer:
            one = streams.Client(80, 1, 2, stream=True)
            for part in parts:
                one.data_received(part)
            one.connection_lost(None)
            return await one.closed

        piece = b'data: {"choices":[{"index":0,"delta":{"content":"x"}}]}\n\n'
        whole = asyncio.run(talk([b"HTTP/1.1 200 OK\r\n\r\n", piece, piece * 2, b"data: [DO", b"NE]\n\n"]))
        self.assertEqual((whole.pieces, len(whole.times), len(whole.gaps()), whole.whole), (3, 2, 1, True))
        self.assertFalse(asyncio.run(talk([piece])).whole)

    def test_percentile(self):
        self.assertEqual(streams.percentile(list(range(100, 0, -1)), 0.99), 100)
        self.assertEqual(streams.percentile([7], 0.99), 7)


class Resent(unittest.TestCase):
    def test_the_longest_recorded_request_is_taken(self):
        for name in ("opencode", "codex"):
            self.assertGreater(len(str(resend.recorded(name))), 25_000)


class Prompts(unittest.TestCase):
    def test_length_seed_and_no_repeat(self):
        with mock.patch.object(prompts, "tokens_of", lambda _, text, special=False: text.split()):
            first, again = prompts.Maker(0, 7), prompts.Maker(0, 7)
            text = first.text(50)
            self.assertEqual(len(text.split()), 50)
            self.assertEqual(text, again.text(50))
            self.assertNotEqual(text, first.text(50))


if __name__ == "__main__":
    unittest.main()
