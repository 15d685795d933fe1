# SPDX-License-Identifier: GPL-3.0-or-later
import os
import tempfile
import unittest

import datasets
from orthanc import Orthanc

HEADER = "treatment_id,patient_id,indication,side,application_date,birth_date,sex"


class Refusals(unittest.TestCase):
    """Studies that must not be measured, each of a patient of its own, in one archive."""

    PATIENTS = ("BODY-PART", "SIDE", "NO-BASELINE", "NO-REGION", "OTHER-BIRTH", "NOT-MR",
                "NO-SIDE")

    @classmethod
    def setUpClass(cls):
        cls.data = datasets.phantom()
        cls.work = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.work.cleanup)
        cls.orthanc = Orthanc()
        cls.addClassCleanup(cls.orthanc.remove)
        cls.orthanc.start()
        rows = [f"T-{patient},{patient},patellar-tendon,R,2026-01-15,1985-06-14,M"
                for patient in cls.PATIENTS]
        status, answer = cls.orthanc.import_treatments("\n".join([HEADER, *rows]) + "\n")
        assert status == 200, answer

    def send(self, role, patient, **attributes):
        """A copy of the phantom's baseline or follow-up as another patient's."""
        folder = os.path.join(self.work.name, f"{patient}-{role}")
        uid = datasets.variant(self.data.at(role), folder, salt=f"{patient}/{role}",
                               PatientID=patient, **attributes)
        self.orthanc.send(folder)
        return uid

    def check(self, uid, states, code):
        # A study that has only just arrived is `waiting` without a reason.
        self.orthanc.wait_until(lambda: self.orthanc.view(uid).get("Reasons"), f"why {code}")
        view = self.orthanc.wait_for_state(uid, *states)
        self.assertIn(code, [reason["Code"] for reason in view["Reasons"]])
        self.assertTrue(all(reason["Text"] for reason in view["Reasons"]))
        self.assertEqual(view["Results"], [])
        self.assertEqual(self.orthanc.series_of(uid, "SR"), [])
        self.assertEqual(self.orthanc.series_of(uid, "SEG"), [])
        for measurement in (view["Report"] or {}).get("Measurements", []):
            self.assertIsNone(measurement["Change"])

    def test_an_untreated_patient_is_not_applicable(self):
        uid = self.send("follow-up", "UNTREATED")
        self.check(uid, ["not-applicable"], "patient-not-treated")

    def test_another_body_part_is_not_applicable(self):
        uid = self.send("follow-up", "BODY-PART", BodyPartExamined="SHOULDER",
                        StudyDescription="MR shoulder")
        self.check(uid, ["not-applicable"], "body-part-differs")

    def test_the_other_side_is_refused(self):
        uid = self.send("follow-up", "SIDE", Laterality="L")
        self.check(uid, ["refused"], "side-conflict")

    def test_a_side_that_nothing_tells_is_held(self):
        uid = self.send("follow-up", "NO-SIDE", Laterality="")
        self.check(uid, ["held"], "side-unknown")

    def test_without_a_baseline_the_study_waits(self):
        uid = self.send("follow-up", "NO-BASELINE")
        self.check(uid, ["waiting"], "no-baseline")

    def test_without_a_region_the_study_is_held(self):
        self.send("baseline", "NO-REGION")
        uid = self.send("follow-up", "NO-REGION")
        self.check(uid, ["held"], "no-baseline-region")

    def test_a_contradicting_birth_date_is_held_for_a_person(self):
        uid = self.send("follow-up", "OTHER-BIRTH", PatientBirthDate="19900101")
        self.check(uid, ["held"], "identity-conflict")

    def test_another_modality_is_not_applicable(self):
        uid = self.send("follow-up", "NOT-MR", Modality="OT")
        self.check(uid, ["not-applicable"], "not-mr")


if __name__ == "__main__":
    unittest.main()
