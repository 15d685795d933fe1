# SPDX-License-Identifier: GPL-3.0-or-later
import json
import os
import tempfile
import unittest

import datasets
import objects
from orthanc import Orthanc

ALL_OUTPUTS = ["sr", "seg", "key-image", "key-sr", "registration", "parametric-map", "pdf",
               "secondary-capture", "key-objects", "refusal-sr", "rejection-note"]


class Versions(unittest.TestCase):
    """One study whose report is verified, then superseded; nothing is ever overwritten. The tests
    are the steps of one story, in their order."""

    @classmethod
    def setUpClass(cls):
        cls.data = datasets.phantom()
        cls.orthanc = Orthanc({"Outputs": ALL_OUTPUTS})
        cls.addClassCleanup(cls.orthanc.remove)
        cls.orthanc.start()
        status, answer = cls.orthanc.import_treatments(cls.data.treatments)
        assert status == 200, answer
        cls.orthanc.send(cls.data.at("baseline"), cls.data.roi, cls.data.at("follow-up"))
        cls.first = cls.wait_for(cls.data.uid("FollowUp"), "measured")
        cls.study = cls.orthanc.study_id(cls.data.uid("FollowUp"))
        cls.before = cls.all_instances()

    @classmethod
    def wait_for(cls, uid, state):
        return cls.orthanc.wait_for_state(uid, state)

    @classmethod
    def all_instances(cls):
        return {found["ID"] for found in cls.orthanc.find("Instance")}

    def view(self):
        return self.orthanc.view(self.data.uid("FollowUp"))

    def wait_for_another_report_than(self, report):
        """The view of the study once it is measured by another one."""
        seen = {}

        def is_there():
            seen["view"] = view = self.view()
            current = [r["SOPInstanceUID"] for r in view.get("Results", [])
                       if r["Kind"] == "sr" and r["State"] == "current"]
            return view["State"] == "measured" and current not in ([], [report.SOPInstanceUID])
        self.orthanc.wait_until(is_there, "a newer report", seen)
        return seen["view"]

    def report(self, view, state="current"):
        found = [r for r in view["Results"] if r["Kind"] == "sr" and r["State"] == state]
        self.assertEqual(len(found), 1, view["Results"])
        return objects.read(self.orthanc.instance_file(found[0]["OrthancInstanceId"]))

    @staticmethod
    def predecessor_of(report):
        return [reference.ReferencedSOPInstanceUID for study in report.PredecessorDocumentsSequence
                for series in study.ReferencedSeriesSequence
                for reference in series.ReferencedSOPSequence]

    def verify(self, **changes):
        decision = {"Decision": "verify", "Name": "García^Núria", "Organisation": "Hospital",
                    **changes}
        return self.orthanc.post(f"/regeneration/review/{self.study}",
                                 json.dumps(decision).encode())

    def test_1_an_unverified_report_is_listed_for_review(self):
        review = self.orthanc.get("/regeneration/review")
        self.assertIn((self.study, "verification"),
                      [(entry["OrthancStudyId"], entry["Needs"]) for entry in review])

    def test_2_nobody_without_a_name_verifies(self):
        self.assertEqual(self.verify(Name="")[0], 400)
        self.assertEqual(self.verify(Decision="approve")[0], 400)
        self.assertEqual(self.all_instances(), self.before)

    def test_3_a_named_person_verifies(self):
        unverified = self.report(self.view())
        status, answer = self.verify()
        self.assertEqual(status, 202, answer)
        self.orthanc.wait_until(
            lambda: (self.view()["Verification"] or {}).get("State") == "done", "verification",
            self.view())
        verified = self.report(self.view())
        self.assertEqual(verified.VerificationFlag, "VERIFIED")
        observer = verified.VerifyingObserverSequence[0]
        self.assertEqual(str(observer.VerifyingObserverName), "García^Núria")
        self.assertEqual(observer.VerifyingOrganization, "Hospital")
        self.assertEqual(self.predecessor_of(verified), [unverified.SOPInstanceUID])
        self.assertEqual(verified.SeriesInstanceUID, unverified.SeriesInstanceUID)
        self.assertEqual(verified.ContentSequence, unverified.ContentSequence)
        self.check_verified_pages()
        self.assertEqual(self.verify()[0], 409)  # once is enough
        self.assertLess(self.before, self.all_instances())
        self.assertNotIn(self.study, [entry["OrthancStudyId"]
                                      for entry in self.orthanc.get("/regeneration/review")])
        self.judge_versions()

    def check_verified_pages(self):
        """PDF and page that say who verified are new instances; the old ones are superseded."""
        for kind in ("pdf", "secondary-capture"):
            found = {r["State"]: r for r in self.view()["Results"] if r["Kind"] == kind}
            self.assertEqual(sorted(found), ["current", "superseded"], kind)
            files = {state: objects.read(self.orthanc.instance_file(r["OrthancInstanceId"]))
                     for state, r in found.items()}
            self.assertEqual(files["current"].SeriesInstanceUID,
                             files["superseded"].SeriesInstanceUID)
            if kind == "pdf":
                text = objects.text_of_pdf(files["current"])
                self.assertIn("Verified by García, Núria", text)
                self.assertNotIn("UNVERIFIED", text)
                self.assertIn("UNVERIFIED", objects.text_of_pdf(files["superseded"]))
                self.assertEqual(files["current"].VerificationFlag, "VERIFIED")
            else:
                self.assertNotEqual(files["current"].PixelData, files["superseded"].PixelData)

    def test_4_a_corrected_treatment_supersedes(self):
        verified = self.report(self.view())
        before = self.all_instances()
        lines = self.data.treatments.splitlines()
        date = self.data.treatment()["application_date"]
        corrected = date[:-2] + f"{int(date[-2:]) + 1:02d}"
        status, answer = self.orthanc.import_treatments(
            "\n".join([lines[0], lines[1].replace(date, corrected)]) + "\n")
        self.assertEqual(status, 200, answer)
        view = self.wait_for_another_report_than(verified)
        report = self.report(view)
        self.assertEqual(self.predecessor_of(report), [verified.SOPInstanceUID])
        self.assertEqual(report.VerificationFlag, "UNVERIFIED")
        self.assertEqual(int(report.InstanceNumber), int(verified.InstanceNumber) + 1)
        self.assertTrue(all(r["State"] == "superseded" for r in view["EarlierResults"]))
        self.assertLess(before, self.all_instances())
        note = [r for r in view["Results"] if r["Kind"] == "rejection-note"]
        self.assertEqual(len(note), 1)
        rejected = objects.read(self.orthanc.instance_file(note[0]["OrthancInstanceId"]))
        self.assertEqual(rejected.ConceptNameCodeSequence[0].CodeValue, "113001")
        taken_back = [item.ReferencedSOPSequence[0].ReferencedSOPInstanceUID
                      for item in objects.items_of(rejected) if "ReferencedSOPSequence" in item]
        self.assertIn(verified.SOPInstanceUID, taken_back)
        self.assertNotIn(report.SOPInstanceUID, taken_back)
        self.judge_versions()

    def test_5_the_corrected_treatment_corrected_back_supersedes_again(self):
        newest = self.report(self.view())
        self.orthanc.import_treatments(self.data.treatments)
        view = self.wait_for_another_report_than(newest)
        self.assertEqual(self.predecessor_of(self.report(view)), [newest.SOPInstanceUID])

    def judge_versions(self):
        """Every version and note is valid, and all agree about patient, study and series."""
        with tempfile.TemporaryDirectory() as folder:
            images = self.data.at("follow-up")
            paths = [os.path.join(images, sorted(os.listdir(images))[0])]
            view = self.view()
            for number, result in enumerate(view["Results"] + view["EarlierResults"]):
                data = self.orthanc.instance_file(result["OrthancInstanceId"])
                self.assertEqual(objects.dciodvfy_errors(data), [])
                if objects.read(data).StudyInstanceUID != self.data.uid("FollowUp"):
                    continue
                paths.append(os.path.join(folder, f"{number}.dcm"))
                with open(paths[-1], "wb") as file:
                    file.write(data)
            self.assertGreater(len(paths), 6)
            self.assertEqual(objects.dcentvfy_lines(*paths), "")


class RefusalReport(unittest.TestCase):
    """A refused study gets a short report where the site asks for it."""

    def start(self, data):
        orthanc = Orthanc({"Outputs": ALL_OUTPUTS})
        self.addCleanup(orthanc.remove)
        orthanc.start()
        orthanc.import_treatments(data.treatments)
        return orthanc

    def check(self, orthanc, view):
        self.assertEqual([r["Kind"] for r in view["Results"]], ["refusal-sr"])
        file = orthanc.instance_file(view["Results"][0]["OrthancInstanceId"])
        self.assertEqual(objects.dciodvfy_errors(file), [])
        texts = [item.TextValue for item in objects.items_of(objects.read(file))
                 if item.get("ValueType") == "TEXT"]
        self.assertTrue(view["Reasons"])
        for reason in view["Reasons"]:
            self.assertIn(reason["Text"], texts)

    def test_before_the_analysis(self):
        data = datasets.phantom()
        orthanc = self.start(data)
        with tempfile.TemporaryDirectory() as folder:
            uid = datasets.variant(data.at("follow-up"), folder, "other side", Laterality="L")
            orthanc.send(folder)
        orthanc.wait_until(lambda: orthanc.view(uid).get("Results"), "a report of the refusal")
        view = orthanc.wait_for_state(uid, "refused")
        self.assertEqual(view["Reasons"][0]["Code"], "side-conflict")
        self.check(orthanc, view)

    def test_by_the_analysis(self):
        data = datasets.phantom()
        orthanc = self.start(data)
        with tempfile.TemporaryDirectory() as folder:
            objects.copy_with_other_field(data.at("follow-up"), folder, 1.5)
            orthanc.send(data.at("baseline"), data.roi, folder)
        view = orthanc.wait_for_state(data.uid("FollowUp"), "refused")
        self.check(orthanc, view)


if __name__ == "__main__":
    unittest.main()
