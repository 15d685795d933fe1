# SPDX-License-Identifier: GPL-3.0-or-later
"""The same study in every lossless encoding, and as Enhanced MR, gives the same report."""

import json
import os
import re
import subprocess
import tempfile
import unittest

import datasets
import pydicom
from orthanc import PROGRAM

TRANSCODER = os.path.join(os.environ["REGENERATION_BUILD"], "tests", "transcode_folder")
FOLDERS = ("baseline", "follow-up")


def without_identifiers(report):
    """What derives from UIDs of the images differs where these do."""
    report = re.sub(r"\b\d+(\.\d+){4,}\b", "UID", report)
    return re.sub(r'"(InputDigest|JobKey)"\s*:\s*"[^"]*"', r'"\1": ""', report)


def reasons_of_candidates(report):
    return {reason["Code"] for candidate in report["Candidates"] for reason in candidate["Reasons"]}


def by_name(report):
    return {measurement["Name"]: measurement for measurement in report["Measurements"]}


class Encodings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.golden = cls.report(cls, "golden", datasets.phantom().request())

    def report(self, name, request):
        folder = os.path.join(self.folder.name, name)
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, "request.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(request, file)
        result = subprocess.run([PROGRAM, "analyze", path, "--output", folder], timeout=300,
                                capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise AssertionError(f"{name}: {result.stderr}")
        with open(os.path.join(folder, "report.json"), encoding="utf-8") as file:
            return file.read()

    def transcode(self, source, encoding, *target):
        folder = os.path.join(self.folder.name, *target)
        subprocess.run([TRANSCODER, source, folder, encoding], check=True, timeout=300)
        return folder

    def as_monochrome1(self, source, name, turned=False):
        """The same stored values under another tag, or turned round within their bits."""
        folder = os.path.join(self.folder.name, "monochrome1", name)
        os.makedirs(folder)
        for file in os.listdir(source):
            image = pydicom.dcmread(os.path.join(source, file))
            image.PhotometricInterpretation = "MONOCHROME1"
            if turned:
                largest = 2 ** image.BitsStored - 1
                image.PixelData = (largest - image.pixel_array).astype("<u2").tobytes()
            image.save_as(os.path.join(folder, file))
        return folder

    def encoded(self, encoding):
        """The request for the phantom, both studies encoded anew."""
        request = datasets.phantom().request()
        for key, folder in zip(("Baseline", "FollowUp"), FOLDERS):
            request[key] = self.transcode(request[key], encoding, encoding, folder)
        return request

    def check(self, encoding):
        report = self.report(encoding, self.encoded(encoding))
        self.assertEqual(json.loads(report)["Outcome"], "measured")
        return report

    def test_every_lossless_transfer_syntax_gives_the_same_bytes(self):
        self.assertEqual(json.loads(self.golden)["Outcome"], "measured")
        for encoding in ("implicit", "big-endian", "deflated", "rle", "jpeg", "jpeg-sv1",
                         "jpeg-ls", "jpeg2000"):
            with self.subTest(encoding):
                self.assertEqual(self.check(encoding), self.golden)

    def test_enhanced_mr_gives_the_same_report_apart_from_uids(self):
        for encoding in ("enhanced", "enhanced-jpeg2000"):
            with self.subTest(encoding):
                self.assertEqual(without_identifiers(self.check(encoding)),
                                 without_identifiers(self.golden))

    def test_how_grey_is_to_be_shown_changes_no_number_and_is_told(self):
        request = datasets.phantom().request()
        for key, folder in zip(("Baseline", "FollowUp"), FOLDERS):
            request[key] = self.as_monochrome1(request[key], folder)
        report, golden = (json.loads(text) for text in
                          (self.report("monochrome1", request), self.golden))
        self.assertEqual(report["Measurements"], golden["Measurements"])
        told = [check for check in report["Comparability"]
                if check["Check"] == "PhotometricInterpretation"]
        self.assertEqual([(check["Baseline"], check["FollowUp"], check["Result"])
                          for check in told], [("MONOCHROME1", "MONOCHROME1", "same")])
        self.assertEqual([check for check in report["Comparability"] if check not in told],
                         golden["Comparability"])

    def test_values_turned_round_are_refused_by_name(self):
        request = datasets.phantom().request()
        request["FollowUp"] = self.as_monochrome1(request["FollowUp"], "turned", turned=True)
        with self.assertRaisesRegex(AssertionError, "MONOCHROME1"):
            self.report("turned", request)

    def test_a_lossy_train_of_echoes_is_refused_by_name(self):
        report = json.loads(self.report("lossy-train", self.encoded("jpeg2000-lossy")))
        self.assertEqual(report["Outcome"], "refused")
        self.assertIn("lossy-compression", reasons_of_candidates(report))
        for measurement in report["Measurements"]:
            self.assertIsNone(measurement["Change"])

    def test_on_a_lossy_exam_shapes_are_measured_with_less_trust_and_signal_is_not(self):
        exam = os.path.join(self.folder.name, "exam")
        subprocess.run([PROGRAM, "phantom", "--indication", "patellar-tendon", "--output", exam],
                       check=True, timeout=300)
        request = datasets.DataSet(exam).request()
        whole = json.loads(self.report("lossless", request))
        request["FollowUp"] = self.transcode(request["FollowUp"], "jpeg2000-lossy", "exam-lossy")
        lossy = json.loads(self.report("lossy", request))
        self.assertEqual(lossy["Outcome"], "measured")
        check = next(check for check in lossy["Comparability"]
                     if check["Check"] == "LossyImageCompression")
        self.assertEqual((check["Baseline"], check["FollowUp"]), ("00", "01"))
        before, after = by_name(whole), by_name(lossy)
        self.assertIsNotNone(before["t2"]["Change"])
        for name in ("t2", "signal-ratio"):
            self.assertIsNone(after[name]["Change"], name)
            self.assertTrue(after[name]["Reasons"], name)
        self.assertIsNotNone(after["thickness"]["Change"])
        self.assertGreater(after["thickness"]["RepeatabilityPercent"],
                           before["thickness"]["RepeatabilityPercent"])


if __name__ == "__main__":
    unittest.main()
