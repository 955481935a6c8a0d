"""tools/test.py: reports are summed rightly, and a broken stage is never a pass."""

import unittest
from unittest import mock

import support  # noqa: F401
import test as runner
from test import Counts

CTEST = """<testsuite tests="4" failures="1">
<testcase name="a" status="run"/><testcase name="b" status="fail"><failure message=""/></testcase>
<testcase name="c" status="notrun"><skipped message=""/></testcase><testcase name="d" status="run"/>
</testsuite>"""
PYTEST = """<testsuites><testsuite><testcase name="a"/><testcase name="b"><error/></testcase>
<testcase name="c"><skipped/></testcase></testsuite></testsuites>"""


class Reports(unittest.TestCase):
    def test_ctest(self):
        self.assertEqual(runner.counts_of_junit(CTEST, 8), Counts(2, 1, 1))

    def test_pytest(self):
        self.assertEqual(runner.counts_of_junit(PYTEST, 1), Counts(1, 1, 1))

    def test_a_runner_that_broke_is_a_failure(self):
        self.assertEqual(runner.counts_of_junit('<testsuite><testcase status="run"/></testsuite>', 1),
                         Counts(1, 1, 0))

    def test_a_missing_report_is_a_failure(self):
        self.assertEqual(runner.report_of(runner.REPORTS / "no-such.xml", 0), Counts(0, 1))

    def test_last_line(self):
        read = runner.counts_of_last_line
        self.assertEqual(read("x\n12 passed, 0 failed\n", 0), Counts(12, 0))
        self.assertEqual(read("12 passed, 2 failed\n", 1), Counts(12, 2))
        self.assertEqual(read("12 passed, 0 failed\n", 1), Counts(12, 1))
        self.assertEqual(read("0 passed, 0 failed\n", 0), Counts(0, 1))
        self.assertEqual(read("Segmentation fault\n", 139), Counts(0, 1))

    def test_unittest(self):
        read = runner.counts_of_unittest
        self.assertEqual(read("Ran 5 tests in 0.1s\n\nOK\n", 0), Counts(5, 0))
        self.assertEqual(read("Ran 5 tests in 0.1s\n\nFAILED (failures=1, errors=1, skipped=1)\n", 1),
                         Counts(2, 2, 1))
        self.assertEqual(read("Ran 0 tests in 0.0s\n\nOK\n", 0), Counts(0, 1))
        self.assertEqual(read("Traceback\n", 1), Counts(0, 1))


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

    def test_the_last_line_is_the_sum(self):
        results = {"a": (Counts(3, 0, 1), 1.0), "b": (Counts(2, 1), 2.0)}
        self.assertEqual(runner.summary(results).splitlines()[-1], "5 passed, 1 failed")


if __name__ == "__main__":
    unittest.main()
