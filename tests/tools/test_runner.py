"""tools/test.py: reports are summed rightly, and a broken stage is never a pass."""

import unittest
from unittest import mock

import support  # noqa: F401
import counts
import test as runner
from counts import Counts

CTEST = """<testsuite tests="4" failures="1">
<testcase name="a" status="run"/><testcase name="b" status="fail"><failure message=""/></testcase>
<testcase name="c" status="notrun"><skipped message=""/></testcase><testcase name="d" status="run"/>
</testsuite>"""
PYTEST = """<testsuites><testsuite><testcase name="a"/><testcase name="b"><error/></testcase>
<testcase name="c"><skipped/></testcase></testsuite></testsuites>"""


class Reports(unittest.TestCase):
    def test_ctest(self):
        self.assertEqual(counts.counts_of_junit(CTEST, 8), Counts(2, 1, 1))

    def test_pytest(self):
        self.assertEqual(counts.counts_of_junit(PYTEST, 1), Counts(1, 1, 1))

    def test_a_runner_that_broke_is_a_failure(self):
        self.assertEqual(counts.counts_of_junit('<testsuite><testcase status="run"/></testsuite>', 1),
                         Counts(1, 1, 0))

    def test_a_missing_report_is_a_failure(self):
        self.assertEqual(counts.report_of(runner.REPORTS / "no-such.xml", 0), Counts(0, 1))

    def test_last_line(self):
        read = counts.counts_of_last_line
        self.assertEqual(read("x\n12 passed, 0 failed\n", 0), Counts(12, 0))
        self.assertEqual(read("12 passed, 2 failed\n", 1), Counts(12, 2))
        self.assertEqual(read("12 passed, 0 failed\n", 1), Counts(12, 1))
        self.assertEqual(read("0 passed, 0 failed\n", 0), Counts(0, 1))
        self.assertEqual(read("Segmentation fault\n", 139), Counts(0, 1))

    def test_unittest(self):
        read = counts.counts_of_unittest
        self.assertEqual(read("Ran 5 tests in 0.1s\n\nOK\n", 0), Counts(5, 0))
        self.assertEqual(read("Ran 5 tests in 0.1s\n\nFAILED (failures=1, errors=1, skipped=1)\n", 1),
                         Counts(2, 2, 1))
        self.assertEqual(read("Ran 0 tests in 0.0s\n\nOK\n", 0), Counts(0, 1))
        self.assertEqual(read("Traceback\n", 1), Counts(0, 1))


    def test_failures_are_named_with_their_reasons(self):
        printed = "<system-out>[ RUN ]\nx.cpp:3: Failure\nExpected: 2\n</system-out>"
        ctest = CTEST.replace('<failure message=""/>', '<failure message=""/>' + printed)
        self.assertEqual(counts.counts_of_junit(ctest, 8).failures, ["b: Failure Expected: 2"])
        pytest = '<s><testcase classname="x" name="b"><error message="no&#10;server"/></testcase></s>'
        self.assertEqual(counts.counts_of_junit(pytest, 1).failures, ["x b: no server"])
        self.assertEqual(counts.counts_of_last_line("FAIL a: why\n1 passed, 1 failed\n", 1).failures, ["a: why"])
        self.assertEqual(counts.counts_of_unittest("FAIL: test_a (t.T)\nRan 1 test in 0s\n", 1).failures,
                         ["test_a (t.T)"])


class Stages(unittest.TestCase):
    def test_plan_adds_what_a_stage_needs(self):
        self.assertEqual(runner.plan(["law"]), ["build", "models", "law"])
        self.assertNotIn("tsan", runner.plan([]))
        self.assertEqual(runner.plan(["asan", "all"]), [*runner.plan([]), "asan"])

    def test_unknown_stage(self):
        with self.assertRaises(SystemExit):
            runner.plan(["nonsense"])

    def test_what_depends_on_a_failure_is_not_run_and_counts_as_failed(self):
        ran = []
        stages = {"build": (lambda _: Counts(0, 1), []), "unit": (lambda _: ran.append(1), ["build"])}
        with mock.patch.dict(runner.STAGES, stages):
            results = runner.run(["build", "unit"], [])
        self.assertEqual(ran, [])
        self.assertEqual(results["unit"][0], Counts(0, 1))

    def test_the_last_lines_are_the_failures_and_the_sum(self):
        results = {"a": (Counts(3, 0, 1), 1.0), "b": (Counts(2, 1, failures=["case: why"]), 2.0)}
        self.assertEqual(runner.summary(results).splitlines()[-2:], ["FAIL b: case: why", "5 passed, 1 failed"])


if __name__ == "__main__":
    unittest.main()
