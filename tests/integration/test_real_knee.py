# SPDX-License-Identifier: GPL-3.0-or-later
"""A real 3 T knee whose follow-ups were computed from it, so that the truth is known."""

import json
import os
import resource
import subprocess
import tempfile
import time
import unittest

import datasets
import objects
from orthanc import PROGRAM, Orthanc

SECONDS = 5.0
MEGABYTES = 500
DICE = 0.85


class Judge:
    """What a result has to be; mixed into a test case."""

    def check_report(self, report, follow_up):
        truth = self.data.truth[follow_up]["TrueChangePercent"]
        measured = report["Measurements"][0]
        print(f"\n{follow_up}: true {truth:+.1f} %, found {measured['ChangePercent']:+.1f} % "
              f"[{measured['ChangePercentLower']:+.1f}, {measured['ChangePercentUpper']:+.1f}], "
              f"{measured['Verdict']}")
        self.assertEqual((measured["Name"], measured["Structure"], measured["Primary"]),
                         ("t2", "patellar-tendon", True))
        # Its decay is that of two components.
        self.assertEqual(measured["Fit"], "mono-exponential without the first echo")
        if follow_up == "follow-up-null":
            self.assertLess(abs(measured["ChangePercent"]), 7.0)
            self.assertEqual(measured["Verdict"], "within-error")
        else:
            self.assertLess(abs(measured["ChangePercent"] - truth), 5.0)
            self.assertEqual(measured["Verdict"], "exceeds-error")
        self.assertLess(measured["ChangePercentLower"], truth)
        self.assertGreater(measured["ChangePercentUpper"], truth)

    def check_region(self, segmentation, follow_up):
        truth = os.path.join(self.data.source, f"roi-{follow_up}-truth.dcm")
        overlap = objects.dice(segmentation, objects.read_file(truth))
        print(f"{follow_up}: region against the truth, Dice {overlap:.3f}")
        self.assertGreaterEqual(overlap, DICE)


class RealKnee(unittest.TestCase, Judge):
    FOLLOW_UPS = ("follow-up", "follow-up-null")

    @classmethod
    def setUpClass(cls):
        cls.data = datasets.knee_pair()
        if cls.data is None:
            raise unittest.SkipTest(f"no real knee at {datasets.KNEE_PAIR_SOURCE}")


class ByProgram(RealKnee):
    def analyze(self, request, folder):
        """Seconds that one analysis took; where others keep it waiting, those of its CPU time."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.monotonic()
        subprocess.run([PROGRAM, "analyze", request, "--output", folder], check=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=120)
        wall = time.monotonic() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"one analysis: {wall:.1f} s, {cpu:.1f} s of CPU")
        return min(wall, cpu)

    def test_the_program_finds_the_true_change(self):
        for follow_up in self.FOLLOW_UPS:
            with self.subTest(follow_up), tempfile.TemporaryDirectory() as folder:
                request = os.path.join(folder, "request.json")
                with open(request, "w", encoding="utf-8") as file:
                    json.dump(self.data.request(follow_up), file)
                seconds = min(self.analyze(request, folder) for _ in range(3))
                with open(os.path.join(folder, "report.json"), encoding="utf-8") as file:
                    self.check_report(json.load(file), follow_up)
                self.check_region(objects.read_file(os.path.join(folder, "seg-follow-up.dcm")),
                                  follow_up)
                largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
                print(f"{follow_up}: {seconds:.1f} s, {largest:.0f} MB")
                self.assertLess(seconds, SECONDS)
                self.assertLess(largest, MEGABYTES)


class ByOrthanc(RealKnee):
    def test_orthanc_finds_the_true_change(self):
        orthanc = Orthanc()
        self.addCleanup(orthanc.remove)
        orthanc.start()
        orthanc.import_treatments(self.data.treatments)
        orthanc.send(self.data.at("baseline"))
        orthanc.send(self.data.roi)
        for follow_up in self.FOLLOW_UPS:
            orthanc.send(self.data.at(follow_up))
        for follow_up in self.FOLLOW_UPS:
            with self.subTest(follow_up):
                uid = self.data.uid("FollowUp", follow_up)
                view = orthanc.wait_for_state(uid, "measured", "held", "refused", "failed")
                self.assertEqual(view["State"], "measured", view["Reasons"])
                self.check_report(view["Report"], follow_up)
                self.assertEqual(len(orthanc.series_of(uid, "SR")), 2)  # and key slices
                own = orthanc.series_of(uid, "SEG")
                self.assertEqual(len(own), 1)
                data = orthanc.instance_file(own[0]["Instances"][0])
                self.check_region(objects.read(data), follow_up)


del RealKnee  # a base, not a test

if __name__ == "__main__":
    unittest.main()
