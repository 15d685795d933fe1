# SPDX-License-Identifier: GPL-3.0-or-later
"""The data sets of the tests, made once per run by `python3 datasets.py` (a fixture of ctest)."""

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys

import pydicom

FOLDER = os.environ["REGENERATION_TEST_DATA"]
PHANTOM = os.path.join(FOLDER, "phantom")
KNEE_PAIR = os.path.join(FOLDER, "knee_pair")
KNEE_PAIR_SOURCE = os.path.abspath(os.path.join(
    os.path.dirname(__file__), "..", "..", "..", "shared", "data", "knee_pair"))


class DataSet:
    """A folder with baseline, follow-ups, roi.dcm, treatments.csv and truth.json."""

    def __init__(self, folder, source=None):
        self.folder = folder
        self.source = source or folder
        with open(os.path.join(self.source, "truth.json"), encoding="utf-8") as file:
            self.truth = json.load(file)
        with open(os.path.join(self.source, "treatments.csv"), encoding="utf-8") as file:
            self.treatments = file.read()

    def at(self, name):
        return os.path.join(self.folder, name)

    @property
    def roi(self):
        return os.path.join(self.source, "roi.dcm")

    def treatment(self):
        return next(csv.DictReader(self.treatments.splitlines()))

    def uid(self, role, follow_up="follow-up"):
        return self.truth[follow_up][role]["StudyInstanceUID"]

    def request(self, follow_up="follow-up"):
        """REQUEST.json of `regeneration analyze`."""
        fields = {key: value for key, value in self.treatment().items() if value}
        return {"Treatment": fields, "Baseline": self.at("baseline"),
                "FollowUp": self.at(follow_up), "Roi": self.roi, "Options": {}}


def phantom():
    return DataSet(PHANTOM)


def knee_pair():
    """The real knee, or None where it is not at hand."""
    if not os.path.isdir(KNEE_PAIR):
        return None
    return DataSet(KNEE_PAIR, KNEE_PAIR_SOURCE)


def derived_uid(uid, salt):
    digest = hashlib.sha256(f"{salt}/{uid}".encode()).hexdigest()[:30]
    return f"2.25.{int(digest, 16)}"


def variant(source, target, salt, **attributes):
    """A copy of a study with other UIDs and other values of some attributes. Gives its UID."""
    os.makedirs(target, exist_ok=True)
    study_uid = None
    for name in sorted(os.listdir(source)):
        dataset = pydicom.dcmread(os.path.join(source, name))
        for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID",
                        "FrameOfReferenceUID"):
            setattr(dataset, keyword, derived_uid(getattr(dataset, keyword), salt))
        dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
        for keyword, value in attributes.items():
            setattr(dataset, keyword, value)
        dataset.save_as(os.path.join(target, name))
        study_uid = dataset.StudyInstanceUID
    return str(study_uid)


def make():
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.makedirs(FOLDER)
    program = os.path.join(os.environ["REGENERATION_BUILD"], "regeneration")
    # One series per exam: what these tests ask of it.
    subprocess.run([program, "phantom", "--indication", "patellar-tendon", "--series", "t2-map",
                    "--output", PHANTOM], check=True, timeout=120)
    if not os.path.isdir(KNEE_PAIR_SOURCE):
        print(f"{KNEE_PAIR_SOURCE} is missing: tests on the real knee will be skipped")
        return
    os.makedirs(KNEE_PAIR)
    for name in sorted(os.listdir(KNEE_PAIR_SOURCE)):
        if name.endswith(".tar.xz"):
            subprocess.run(["tar", "-xJf", os.path.join(KNEE_PAIR_SOURCE, name),
                            "-C", KNEE_PAIR], check=True, timeout=120)


if __name__ == "__main__":
    sys.exit(make())
