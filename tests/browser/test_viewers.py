# SPDX-License-Identifier: GPL-3.0-or-later
"""A radiologist opens our results in OHIF: the real viewer in headless Chromium, on Debian's
Orthanc with DICOMweb and the plugin, all on the loopback."""

import glob
import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "integration"))

import datasets  # noqa: E402
import objects  # noqa: E402
from orthanc import Orthanc  # noqa: E402
from viewer_server import ViewerServer  # noqa: E402

PACKAGES = pathlib.Path(os.environ["REGENERATION_BROWSER_PACKAGES"])
SCREENSHOTS = pathlib.Path(os.environ["REGENERATION_SCREENSHOTS"])
CHROMIUM = shutil.which("chromium")
DICOMWEB = next(iter(glob.glob("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")), None)
LEAST_BRIGHT = 0.05  # share of a viewport's pixels
PATIENCE = 400  # seconds


def why_not():
    """What is missing, or nothing."""
    missing = {"Debian's chromium": CHROMIUM, "Debian's orthanc-dicomweb": DICOMWEB,
               "node": shutil.which("node"), "npm's packages": (PACKAGES / "complete").exists()}
    return ", ".join(name for name, found in missing.items() if not found)


def pixels_of(segmentation):
    """SOP Instance UID of the image -> marked pixels, of every frame."""
    counts = {}
    bits = objects.frames_of_segmentation(segmentation)
    for groups in segmentation.PerFrameFunctionalGroupsSequence:
        position = groups.PlanePositionSequence[0].ImagePositionPatient
        image = groups.DerivationImageSequence[0].SourceImageSequence[0]
        mask = bits[tuple(round(float(x), 2) for x in position)]
        counts[image.ReferencedSOPInstanceUID] = int(mask.sum())
    return counts


@unittest.skipIf(why_not(), f"not installed: {why_not()}")
class Ohif(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        data = datasets.phantom()
        cls.studies = [data.uid("Baseline"), data.uid("FollowUp")]
        cls.orthanc = Orthanc(plugins=[DICOMWEB])
        cls.addClassCleanup(cls.orthanc.remove)
        cls.orthanc.start()
        cls.orthanc.import_treatments(data.treatments)
        cls.orthanc.send(data.at("baseline"), data.roi)
        cls.orthanc.send(data.at("follow-up"))
        cls.orthanc.wait_for_state(cls.studies[1], "measured")
        cls.view = cls.orthanc.view(cls.studies[1])
        cls.segmentations = [cls.read(series) for series in cls.orthanc.own_segmentations()]
        cls.key_slices = sorted(
            (cls.read(series) for series in cls.orthanc.find("Series", Modality="SR",
                                                             SeriesNumber="606")),
            key=lambda report: cls.studies.index(report.StudyInstanceUID))
        cls.seen = cls.look()

    @classmethod
    def read(cls, series):
        return objects.read(cls.orthanc.instance_file(series["Instances"][0]))

    @classmethod
    def to_open(cls, dataset, panel):
        return {"SeriesDescription": dataset.SeriesDescription,
                "Viewport": 2 + cls.studies.index(dataset.StudyInstanceUID), "Panel": panel}

    @classmethod
    def look(cls):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        server = ViewerServer(str(PACKAGES / "viewer" / "dist"), cls.orthanc.url)
        cls.addClassCleanup(server.close)
        opened = ([cls.to_open(one, "panelSegmentation") for one in cls.segmentations]
                  + [cls.to_open(one, "") for one in cls.key_slices])
        wanted = {
            "Packages": str(PACKAGES), "Chromium": CHROMIUM, "Screenshots": str(SCREENSHOTS),
            "Url": f"{server.url}/viewer?StudyInstanceUIDs={','.join(cls.studies)}"
                   "&hangingprotocolId=@ohif/hpCompare",
            "Open": opened}
        done = subprocess.run(["node", str(HERE / "look.js"), json.dumps(wanted)],
                              capture_output=True, text=True, timeout=PATIENCE, check=False)
        if done.returncode != 0:
            raise AssertionError(f"look.js: {done.stderr[-2000:]}")
        print(f"screenshots: {SCREENSHOTS}")
        return json.loads(done.stdout)

    def shown(self, number):
        """What the viewport shows, as (study, modality)."""
        shows = self.seen["Compare"]["Viewports"][number]["Shows"][0]
        return shows["StudyInstanceUID"], shows["Modality"]

    def test_baseline_stands_left_and_follow_up_right(self):
        self.assertEqual(self.shown(0), (self.studies[0], "MR"))
        self.assertEqual(self.shown(1), (self.studies[1], "MR"))

    def test_no_viewport_is_black(self):
        for seen in [self.seen["Compare"]] + self.seen["Opened"]:
            images = [v for v in seen["Viewports"] if v["Shows"][0]["Modality"] != "DOC"]
            self.assertEqual(len(seen["BrightShares"]), len(images))
            for share in seen["BrightShares"]:
                self.assertGreater(share, LEAST_BRIGHT)

    def test_pdf_is_shown_beside_the_images(self):
        if not self.orthanc.find("Series", Modality="DOC"):
            self.skipTest("this build writes no PDF into the archive")
        self.assertEqual(self.shown(3), (self.studies[1], "DOC"))

    def test_segmentations_are_shown_with_their_labels(self):
        for segmentation, seen in zip(self.segmentations, self.seen["Opened"]):
            label = segmentation.SegmentSequence[0].SegmentLabel
            self.assertIn(label, seen["Text"].replace("\n", " "))

    def values_of(self, report):
        """As this viewer writes them, which writes five at most."""
        numbers = [item for item in objects.items_of(report) if item.get("ValueType") == "NUM"]
        self.assertGreater(len(numbers), 1)
        for number in numbers[:5]:
            value = number.MeasuredValueSequence[0]
            yield (f"{objects.meaning(number)}: {float(value.NumericValue):.2f} "
                   f"{value.MeasurementUnitsCodeSequence[0].CodeValue}")

    def test_key_slices_stand_side_by_side_with_their_values(self):
        self.assertEqual([report.StudyInstanceUID for report in self.key_slices], self.studies)
        seen = self.seen["Opened"][-1]
        for viewport, report in zip((2, 3), self.key_slices):
            shows = seen["Viewports"][viewport]["Shows"][0]
            self.assertEqual((shows["StudyInstanceUID"], shows["Modality"]),
                             (report.StudyInstanceUID, "SR"))
            for value in self.values_of(report):
                self.assertIn(value, seen["Text"])

    def test_the_viewer_meets_no_error(self):
        self.assertEqual(self.seen["Errors"], [])

    def test_every_slice_holds_what_the_segmentation_says(self):
        held = {s["Label"]: s for s in self.seen["Segmentations"]}
        for segmentation in self.segmentations:
            with self.subTest(segmentation.SeriesDescription):
                seen = held[segmentation.SeriesDescription]
                self.assertEqual(seen["Segments"],
                                 [segmentation.SegmentSequence[0].SegmentLabel])
                self.assertEqual(seen["Pixels"], pixels_of(segmentation))

    def test_nothing_is_asked_of_another_host(self):
        self.assertEqual(self.seen["ForeignRequests"], [])


if __name__ == "__main__":
    unittest.main()
