# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 of Orthanc at moments that hurt: after the restart exactly one report, none missing."""

import os
import unittest

import datasets
from orthanc import PROGRAM, Orthanc


class Case(unittest.TestCase):
    def setUp(self):
        self.data = datasets.phantom()

    def make(self, **options):
        orthanc = Orthanc(**options)
        self.addCleanup(orthanc.remove)
        orthanc.start()
        orthanc.import_treatments(self.data.treatments)
        return orthanc

    def send_all(self, orthanc):
        orthanc.send(self.data.at("baseline"))
        orthanc.send(self.data.roi)
        orthanc.send(self.data.at("follow-up"))

    def slow_analyzer(self):
        """The program, two seconds late: time to hit it."""
        path = os.path.join(datasets.FOLDER, f"slow-analyzer-{os.getpid()}")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'#!/bin/sh\nsleep 2\nexec "{PROGRAM}" "$@"\n')
        os.chmod(path, 0o755)
        self.addCleanup(os.remove, path)
        return path

    def check_exactly_one_report(self, orthanc):
        orthanc.wait_for_state(self.data.uid("FollowUp"), "measured")
        orthanc.settle()
        self.assertEqual(len(orthanc.reports()), 1)
        self.assertEqual(len(orthanc.find("Instance", Modality="SR")), 3)  # and key slices
        self.assertEqual(len(orthanc.series_of(self.data.uid("FollowUp"), "SEG")), 1)


class Killed(Case):
    def test_before_the_study_is_stable(self):
        orthanc = self.make(stable_age=5)
        self.send_all(orthanc)
        orthanc.kill()
        orthanc.start()
        self.check_exactly_one_report(orthanc)

    def test_during_the_analysis(self):
        orthanc = self.make(analyzer=self.slow_analyzer())
        self.send_all(orthanc)
        orthanc.wait_for_state(self.data.uid("FollowUp"), "analyzing")
        orthanc.kill()
        orthanc.start()
        self.check_exactly_one_report(orthanc)

    def test_twice_during_the_analysis(self):
        orthanc = self.make(analyzer=self.slow_analyzer())
        self.send_all(orthanc)
        for _ in range(2):
            orthanc.wait_for_state(self.data.uid("FollowUp"), "analyzing")
            orthanc.kill()
            orthanc.start()
        self.check_exactly_one_report(orthanc)

    def test_while_the_results_are_stored(self):
        orthanc = self.make()
        self.send_all(orthanc)
        orthanc.wait_until(lambda: orthanc.series_of(self.data.uid("FollowUp"), "SEG"),
                           "the first result")
        orthanc.kill()
        orthanc.start()
        self.check_exactly_one_report(orthanc)


class Restarted(Case):
    def test_after_a_clean_restart_nothing_is_done_again(self):
        orthanc = self.make()
        self.send_all(orthanc)
        self.check_exactly_one_report(orthanc)
        orthanc.stop()
        orthanc.start()
        orthanc.settle(12)  # the reconciler has been round once
        self.check_exactly_one_report(orthanc)


if __name__ == "__main__":
    unittest.main()
