# SPDX-License-Identifier: GPL-3.0-or-later
"""Regions through a real Orthanc: drawn in other programs' objects, or proposed without a reader."""

import io
import os
import pathlib
import sys
import tempfile
import unittest

import pydicom

import datasets
import objects
from orthanc import Orthanc

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from drawn_regions import Drawing, as_a_readers_own, save  # noqa: E402


class Exams(unittest.TestCase):
    """The phantom's two exams in an archive, without the reader's region."""

    SECTION = {}

    def setUp(self):
        self.data = datasets.phantom()
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.orthanc = Orthanc(self.SECTION)
        self.addCleanup(self.orthanc.remove)
        self.orthanc.start()
        self.orthanc.import_treatments(self.data.treatments)
        self.orthanc.send(self.data.at("baseline"), self.data.at("follow-up"))

    def send(self, dataset):
        path = os.path.join(self.folder.name, f"{dataset.SOPInstanceUID}.dcm")
        save(dataset, path)
        self.orthanc.send(path)

    def view(self):
        return self.orthanc.view(self.data.uid("FollowUp"))

    def measured_after(self, digest):
        """The report that takes the place of the one with this digest of its inputs."""
        last = {}

        def stands():
            last["view"] = view = self.view()
            return (view["State"] == "measured"
                    and view["Report"]["Software"]["InputDigest"] != digest)
        self.orthanc.wait_until(stands, "another report", last)
        return last["view"]["Report"]

    def check_volume(self, report, drawing):
        found = report["Measurements"][0]["BaselineExam"]["RegionVolumeMm3"]
        self.assertAlmostEqual(found / drawing.volume_mm3, 1.0, delta=0.03)


class Drawn(Exams):
    def drawing(self, size, date):
        return Drawing(self.data.at("baseline"), self.data.roi, size, date)

    def test_outlines_count_in_whatever_object_they_come_the_newest_first(self):
        digest = None
        for size, date, draw in ((1.0, "20260103", Drawing.structure_set),
                                 (0.95, "20260104", lambda d: d.report(three_d=False)),
                                 (0.9, "20260105", lambda d: d.report(three_d=True))):
            drawing = self.drawing(size, date)
            dataset = draw(drawing)
            with self.subTest(dataset.Modality, size=size):
                self.send(dataset)
                report = self.measured_after(digest)
                self.assertEqual(report["Roi"]["Method"], "reader")
                self.check_volume(report, drawing)
                digest = report["Software"]["InputDigest"]

    def test_a_segmentation_of_the_follow_up_by_another_program_is_used_as_given(self):
        self.orthanc.send(self.data.roi)
        carried = self.measured_after(None)
        self.assertEqual(carried["Roi"]["Method"], "reader")
        own = self.orthanc.series_of(self.data.uid("FollowUp"), "SEG")[0]["Instances"][0]
        drawn = pydicom.dcmread(io.BytesIO(self.orthanc.instance_file(own)))
        self.send(as_a_readers_own(drawn, "Patellar tendon"))
        report = self.measured_after(carried["Software"]["InputDigest"])
        self.assertEqual(report["Roi"]["Method"], "external")
        volumes = [r["Measurements"][0]["FollowUpExam"]["RegionVolumeMm3"]
                   for r in (carried, report)]
        self.assertAlmostEqual(volumes[1] / volumes[0], 1.0, delta=0.03)


class Proposed(Exams):
    SECTION = {"AutomaticRegion": "propose"}

    def test_a_proposal_is_stored_and_measured_when_a_reader_stores_it_as_the_own(self):
        follow_up, baseline = self.data.uid("FollowUp"), self.data.uid("Baseline")
        view = self.orthanc.wait_for_state(follow_up, "held", "failed", "measured")
        self.assertEqual([reason["Code"] for reason in view["Reasons"]],
                         ["automatic-region-unconfirmed"])
        self.assertEqual([result["Kind"] for result in view["Results"]], ["seg"])
        self.assertEqual(len(self.orthanc.series_of(baseline, "SEG")), 1)
        data = self.orthanc.instance_file(view["Results"][0]["OrthancInstanceId"])
        self.assertEqual(objects.dciodvfy_errors(data), [])
        proposal = objects.read(data)
        self.assertEqual(proposal.StudyInstanceUID, baseline)
        self.assertEqual(proposal.SegmentSequence[0].SegmentAlgorithmType, "AUTOMATIC")

        attempts = [entry["Attempts"] for entry in self.orthanc.get("/regeneration/queue")]
        self.orthanc.settle()  # our own object starts nothing
        self.assertEqual([entry["Attempts"] for entry in self.orthanc.get("/regeneration/queue")],
                         attempts)
        self.assertEqual(self.view()["State"], "held")
        self.assertEqual(self.orthanc.reports(), [])

        self.send(as_a_readers_own(proposal, "Patellar tendon"))
        self.orthanc.wait_for_state(follow_up, "measured")
        self.assertEqual(self.view()["Report"]["Roi"]["Method"], "reader")
        self.assertEqual(len(self.orthanc.reports()), 1)


class Used(Exams):
    SECTION = {"AutomaticRegion": "use"}

    def test_a_study_without_a_readers_region_is_measured_with_an_automatic_one(self):
        view = self.orthanc.wait_for_state(self.data.uid("FollowUp"), "measured", "held", "failed")
        self.assertEqual(view["State"], "measured", view["Reasons"])
        roi = view["Report"]["Roi"]
        self.assertEqual((roi["Method"], roi["Reviewed"]), ("automatic", False))
        self.assertGreaterEqual(roi["Quality"], 0.5)
        measured = view["Report"]["Measurements"][0]
        truth = self.data.truth["follow-up"]["TrueChangePercent"]
        self.assertLess(measured["ChangePercentLower"], truth)
        self.assertGreater(measured["ChangePercentUpper"], truth)
        self.assertEqual(len(self.orthanc.reports()), 1)


del Exams  # a base, not a test

if __name__ == "__main__":
    unittest.main()
