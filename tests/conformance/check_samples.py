# SPDX-License-Identifier: GPL-3.0-or-later
"""check_samples.py WRITE_SAMPLES: judges what the library writes from small made-up studies."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import numpy
import pydicom

import judges

WRITE_SAMPLES = sys.argv.pop(1)


def dicom_files(folder):
    return sorted(folder.glob("*.dcm"))


class Samples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.scratch.name)
        subprocess.run([WRITE_SAMPLES, str(cls.folder)], check=True, timeout=120)
        cls.cases = sorted(path.parent for path in cls.folder.glob("*/region-baseline.bin"))

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def test_there_are_cases(self):
        self.assertGreaterEqual(len(self.cases), 14)

    def test_judges_have_no_complaint(self):
        for case in self.cases:
            with self.subTest(case.name):
                self.assertEqual(
                    judges.judge_results(case / "results", dicom_files(case / "baseline"),
                                         dicom_files(case / "follow-up")), [])

    def test_segmentations_hold_the_region_bit_by_bit(self):
        for case in self.cases:
            for role in ("baseline", "follow-up"):
                with self.subTest(f"{case.name} {role}"):
                    self.compare_region(case, role)

    def compare_region(self, case, role):
        images = [pydicom.dcmread(file, stop_before_pixels=True)
                  for file in dicom_files(case / role)]
        normal = numpy.cross(images[0].ImageOrientationPatient[:3],
                             images[0].ImageOrientationPatient[3:])
        distance = {image.SOPInstanceUID: float(numpy.dot(normal, image.ImagePositionPatient))
                    for image in images}
        planes = sorted({round(value, 3) for value in distance.values()})
        shape = (len(planes), images[0].Rows, images[0].Columns)
        expected = numpy.fromfile(case / f"region-{role}.bin", numpy.uint8).reshape(shape)
        found = numpy.zeros(shape, numpy.uint8)
        segmentation = pydicom.dcmread(case / "results" / f"seg-{role}.dcm")
        for uid, _, mask in judges.frames_of(segmentation):
            found[planes.index(round(distance[uid], 3))] = mask
        self.assertGreater(expected.sum(), 0)
        numpy.testing.assert_array_equal(found, expected)

    def test_segmentations_of_every_frame_count_are_bit_exact(self):
        folder = self.folder.parent / f"{self.folder.name}-segmentations"
        folder.mkdir()
        self.addCleanup(shutil.rmtree, folder)
        subprocess.run([WRITE_SAMPLES, str(folder), "segmentations"], check=True, timeout=200)
        checked = 0
        for matrix in sorted(folder.iterdir()):
            columns, rows = (int(n) for n in matrix.name.split("x"))
            region = numpy.fromfile(matrix / "region.bin", numpy.uint8).reshape(40, rows, columns)
            for frames in range(1, 41):
                segmentation = pydicom.dcmread(matrix / f"seg-{frames}.dcm")
                self.assertEqual(segmentation.NumberOfFrames, frames)
                found = segmentation.pixel_array.reshape(frames, rows, columns)
                numpy.testing.assert_array_equal(found, region[:frames], str(matrix.name))
                checked += 1
        self.assertEqual(checked, 160)

    def test_judges_have_no_complaint_about_a_refusal(self):
        case = self.folder / "refusal"
        written = dicom_files(case / "refused")
        self.assertEqual([file.name for file in written], ["refusal-sr.dcm", "rejection-note.dcm"])
        source = dicom_files(case / "follow-up")[0]
        for file in written:
            self.assertEqual(judges.judge_with_dciodvfy(file, source), [])
            self.assertEqual(judges.judge_identity(file, source), [])
            self.assertEqual(judges.judge_with_dcmtk(file), [])
        self.assertEqual(judges.judge_with_dcentvfy(
            [source] + written + dicom_files(case / "results")), [])

    def test_a_study_keeps_both_issuers(self):
        for file in dicom_files(self.folder / "two-issuers" / "results"):
            result = pydicom.dcmread(file)
            self.assertEqual([item.IssuerOfPatientID for item in result.OtherPatientIDsSequence],
                             ["HOSPITAL NORTH", "HOSPITAL SOUTH"])
            self.assertEqual(result.IssuerOfPatientID, "HOSPITAL")
            qualifiers = result.IssuerOfPatientIDQualifiersSequence[0]
            self.assertEqual(qualifiers.UniversalEntityID, "2.16.756.5.45.99")

    def test_names_of_any_script_are_read_back(self):
        for case, name in (("hebrew", "\u05e9\u05e8\u05d5\u05df"),
                           ("hebrew-utf-8", "\u05e9\u05e8\u05d5\u05df"),
                           ("arabic", "\u0642"),
                           ("japanese", "\u5c71\u7530"), ("utf-8", "\u5c71\u7530")):
            for file in dicom_files(self.folder / case / "results"):
                with self.subTest(f"{case} {file.name}"):
                    self.assertIn(name, str(pydicom.dcmread(file).PatientName))

    def test_code_meanings_are_plain_english(self):
        for case in ("japanese", "utf-8", "latin-1"):
            for file in dicom_files(self.folder / case / "results"):
                pydicom.dcmread(file).walk(lambda _, element: self.assertTrue(
                    element.tag != 0x00080104 or str(element.value).isascii()))

    def test_judges_notice_a_changed_patient(self):
        case = self.folder / "plain"
        spoiled = self.folder / "spoiled.dcm"
        dataset = pydicom.dcmread(case / "results" / "sr.dcm")
        dataset.PatientAge = "041Y"
        dataset.save_as(spoiled)
        source = dicom_files(case / "follow-up")[0]
        self.assertTrue(judges.judge_identity(spoiled, source))
        self.assertTrue(judges.judge_with_dcentvfy([source, spoiled]))

    def test_judges_notice_a_changed_number(self):
        case = self.folder / "plain"
        spoiled = self.folder / "spoiled.dcm"
        dataset = pydicom.dcmread(case / "results" / "sr.dcm")
        number = next(item for item in judges.items_of(dataset) if item.get("ValueType") == "NUM"
                      and item.ConceptNameCodeSequence[0].CodeMeaning == "T2")
        number.MeasuredValueSequence[0].NumericValue = "41.1"
        dataset.save_as(spoiled)
        self.assertTrue(judges.judge_report(spoiled, case / "results" / "report.json"))


if __name__ == "__main__":
    unittest.main()
