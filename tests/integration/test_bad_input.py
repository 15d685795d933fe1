# SPDX-License-Identifier: GPL-3.0-or-later
import os
import tempfile
import unittest

import pydicom

import datasets
from orthanc import Orthanc

HEADER = "treatment_id,patient_id,indication,side,application_date,birth_date"


class BadInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.data = datasets.phantom()
        cls.orthanc = Orthanc()
        cls.addClassCleanup(cls.orthanc.remove)
        cls.orthanc.start()

    def tearDown(self):
        self.assertTrue(self.orthanc.is_alive())
        self.assertEqual(self.orthanc.request("GET", "/regeneration/health")[0], 200)

    def test_a_wrong_csv_names_row_and_column_and_changes_nothing(self):
        status, answer = self.orthanc.import_treatments(
            HEADER + "\nT-1,P-1,patellar-tendon,R,2026-01-15,1985-06-14"
                     "\nT-2,P-2,patellar-tendon,R,2026-13-01,1985-06-14\n")
        self.assertEqual(status, 400, answer)
        self.assertEqual(answer["Problems"][0]["Row"], 3)
        self.assertEqual(answer["Problems"][0]["Column"], "application_date")
        self.assertEqual(self.orthanc.get("/regeneration/treatments"), [])

    def test_every_problem_of_a_csv_is_told_at_once(self):
        status, answer = self.orthanc.import_treatments(
            HEADER + "\nT-1,P-1,knee,R,2026-01-15,1985-06-14"
                     "\nT-2,P-2,patellar-tendon,X,2026-01-15,1985-06-14\n")
        self.assertEqual(status, 400, answer)
        self.assertEqual({problem["Row"] for problem in answer["Problems"]}, {2, 3})

    def test_an_unknown_column_is_an_error(self):
        status, answer = self.orthanc.import_treatments(
            HEADER + ",colour\nT-1,P-1,patellar-tendon,R,2026-01-15,1985-06-14,red\n")
        self.assertEqual(status, 400, answer)
        self.assertIn("colour", answer["Message"])

    def test_bytes_that_are_no_csv_are_refused(self):
        status, answer = self.orthanc.post("/regeneration/treatments", bytes(range(256)),
                                           "text/csv")
        self.assertEqual(status, 400, answer)

    def test_no_identity_stands_in_the_errors(self):
        _, answer = self.orthanc.import_treatments(
            HEADER + "\nT-1,SECRET-ID,patellar-tendon,R,2026-01-15,1985-99-77\n")
        self.assertNotIn("SECRET-ID", str(answer))
        self.assertNotIn("1985-99-77", str(answer))

    def test_an_unknown_study_is_not_found(self):
        self.assertEqual(
            self.orthanc.request("GET", "/regeneration/studies/00000000-00000000-00000000-"
                                        "00000000-00000000")[0], 404)

    def test_broken_images_end_with_a_reason_and_no_number(self):
        data = self.data
        self.orthanc.import_treatments(data.treatments)
        with tempfile.TemporaryDirectory() as folder:
            uid = self.make_broken(folder)
            self.orthanc.send(data.at("baseline"))
            self.orthanc.send(data.roi)
            self.orthanc.send(folder, check=False)
        view = self.orthanc.wait_for_state(uid, "refused", "held", "failed", "not-applicable")
        self.assertTrue(view["Reasons"])
        self.assertEqual(self.orthanc.reports(), [])

    def make_broken(self, folder):
        """A follow-up whose pixel data are shorter than its header says."""
        source = self.data.at("follow-up")
        for name in sorted(os.listdir(source)):
            dataset = pydicom.dcmread(os.path.join(source, name))
            dataset.PixelData = dataset.PixelData[:1000]
            dataset.save_as(os.path.join(folder, name))
        return self.data.uid("FollowUp")

    def test_files_that_are_not_dicom_are_refused_by_orthanc_alone(self):
        for body in (b"", b"not DICOM", b"\0" * 128 + b"DICM" + b"\xff" * 2000):
            status, _ = self.orthanc.post("/instances", body, "application/dicom")
            self.assertEqual(status, 400)


class WrongConfiguration(unittest.TestCase):
    def start(self, section, **options):
        orthanc = Orthanc(section, **options)
        self.addCleanup(orthanc.remove)
        return orthanc.start()

    def test_every_problem_is_told_and_orthanc_lives(self):
        orthanc = self.start({"Workers": 0, "Wrokers": 2, "Database": "mysql://x"})
        status, health = orthanc.request("GET", "/regeneration/health")
        self.assertEqual(status, 503)
        problems = "\n".join(health["Problems"])
        for expected in ("Regeneration.Workers", "Regeneration.Wrokers", "Workers",
                         "Regeneration.Database"):
            self.assertIn(expected, problems)
        with open(orthanc.log, encoding="utf-8", errors="replace") as file:
            self.assertIn("Wrokers", file.read())

    def test_images_are_still_stored(self):
        orthanc = self.start({"Workers": "many"})
        data = datasets.phantom()
        orthanc.send(data.roi)
        self.assertEqual(len(orthanc.get("/instances")), 1)

    def test_a_missing_analyzer_makes_it_unhealthy(self):
        orthanc = self.start({}, analyzer="/nowhere/regeneration")
        status, health = orthanc.request("GET", "/regeneration/health")
        self.assertEqual(status, 503)
        self.assertIn("Regeneration.Analyzer", str(health["Problems"]))

    def test_a_section_with_enable_false_does_nothing(self):
        orthanc = self.start({"Enable": False})
        self.assertTrue(orthanc.is_alive())
        orthanc.send(datasets.phantom().roi)
        self.assertEqual(len(orthanc.get("/instances")), 1)

    def test_no_section_at_all_does_nothing(self):
        orthanc = self.start(None)
        self.assertTrue(orthanc.is_alive())


if __name__ == "__main__":
    unittest.main()
