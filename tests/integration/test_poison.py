# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad files sent to a real Orthanc, with the plugin's guard and without any plugin: what becomes
of them, and of Orthanc. Prints a table. By default a choice of the dangerous kinds;
REGENERATION_POISON=all sends every file."""

import fnmatch
import http.client
import json
import os
import shutil
import subprocess
import tempfile
import time
import unittest

import raw_store
from orthanc import BUILD, Orthanc

MAKER = os.path.join(BUILD, "tests", "make_bad_files")
CHOSEN = ("deep-*-60", "deep-*-100", "deep-*-1000", "deep-explicit-*-10000", "deep-in-un-*",
          "bomb-pixels-*-4294967294", "bomb-item-2147483647", "vr-2621456-*",
          "image-65535x65535", "image-frames-1000000000", "codec-*-large", "codec-rle-rle",
          "fragments-beyond-end", "fragments-table-outside", "deflate-bomb-*",
          "order-patient-twice", "other-empty", "other-text", "other-no-preamble")
# DCMTK within Orthanc reads with recursion of its own what arrives by C-STORE, before any plugin
# sees it; somewhere between 1,000 and 10,000 levels its stack ends.
BEYOND_THE_GUARD = ("deep-*-10000", "deep-*-1000000")
PATIENCE = 1.5  # seconds for the answer to a C-STORE; to a broken dataset Orthanc gives none
MR_IMAGE = "1.2.840.10008.5.1.4.1.1.4"


class Bare(Orthanc):
    """Without any plugin."""

    def __init__(self):
        super().__init__(section=None)
        with open(self.configuration, encoding="utf-8") as file:
            configuration = json.load(file)
        configuration["Plugins"] = []
        with open(self.configuration, "w", encoding="utf-8") as file:
            json.dump(configuration, file)


def dataset_of(data):
    """Transfer syntax and dataset of a file that says both; else nothing."""
    if data[128:132] != b"DICM":
        return None
    at, syntax = 132, None
    while data[at:at + 2] == b"\x02\x00" and at + 12 <= len(data):
        long = data[at + 4:at + 6] in (b"OB", b"UN")
        size = int.from_bytes(data[at + 8:at + 12] if long else data[at + 6:at + 8], "little")
        start = at + (12 if long else 8)
        if data[at:at + 4] == b"\x02\x00\x10\x00":
            syntax = data[start:start + size].rstrip(b"\0 ").decode(errors="replace")
        at = start + size
    return (syntax, data[at:]) if syntax and at < len(data) else None


class Subject:
    """One Orthanc that is started anew when it has died."""

    def __init__(self, make):
        self.make = make
        self.orthanc = None
        self.deaths = 0

    def running(self):
        if self.orthanc is None:
            self.orthanc = self.make().start()
        return self.orthanc

    def drop(self):
        if self.orthanc is not None:
            if self.orthanc.is_alive():
                self.orthanc.kill()
            self.orthanc.process = None
            self.orthanc.remove()
            self.orthanc = None

    def is_alive(self):
        """Answers, or is at least a running process that answers soon."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if not self.orthanc.is_alive():
                return False
            try:
                if self.orthanc.request("GET", "/system")[0] == 200:
                    return True
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        return False

    def get(self, path):
        try:
            return self.orthanc.request("GET", path)
        except (OSError, http.client.HTTPException):
            return 0, None

    def read_back(self):
        """What a viewer asks for; then the archive is emptied."""
        _, instances = self.get("/instances")
        for instance in instances or []:
            for part in ("tags", "preview"):
                if self.is_alive():
                    self.get(f"/instances/{instance}/{part}")
            if not self.is_alive():
                return
            self.orthanc.request("DELETE", f"/instances/{instance}")

    def by_http(self, data):
        try:
            return str(self.running().post("/instances", data, "application/dicom")[0])
        except (OSError, http.client.HTTPException):
            return "dropped"

    def by_store(self, data):
        found = dataset_of(data)
        if found is None:
            return "-"
        syntax, dataset = found
        status = raw_store.store(self.running().dicom_port, dataset, MR_IMAGE, "1.2.3.4.5.6",
                                 syntax, timeout=PATIENCE)
        return f"{status:04X}" if isinstance(status, int) else str(status)

    def outcome(self, send, data):
        """What the sender was told, how many instances were stored, whether Orthanc lives."""
        told = send(data)
        stored = -1
        if self.is_alive():
            _, instances = self.get("/instances")
            stored = len(instances or [])
            self.read_back()
        if self.is_alive():
            if told == "hung":  # what is still on its way is not the next file's
                self.drop()
            return told, stored, True
        self.deaths += 1
        self.drop()
        return told, stored, False


def text_of(outcome):
    told, stored, alive = outcome
    if not alive:
        return f"{told} DIED"
    return f"{told} stored" if stored else told


def print_row(*cells):
    print("  ".join(cell.ljust(width) for cell, width in
                    zip(cells, (34, 20, 14, 16, 14, 16))).rstrip(), flush=True)


class Poison(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="regeneration-bad.")
        cls.expected = {}
        cls.poison = set()
        listed = subprocess.run([MAKER, cls.folder], check=True, timeout=120,
                                capture_output=True, text=True)
        for line in listed.stdout.splitlines():
            name, code, harm = line.split("\t")
            cls.expected[name] = code
            if harm == "poison":
                cls.poison.add(name)
        cls.guarded = Subject(Orthanc)
        cls.bare = Subject(Bare)

    @classmethod
    def tearDownClass(cls):
        cls.guarded.drop()
        cls.bare.drop()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def names(self):
        if os.environ.get("REGENERATION_POISON") == "all":
            return sorted(self.expected)
        return sorted(name for name in self.expected
                      if any(fnmatch.fnmatch(name, pattern) for pattern in CHOSEN))

    def check(self, name, by_http, by_store):
        beyond = any(fnmatch.fnmatch(name, pattern) for pattern in BEYOND_THE_GUARD)
        with self.subTest(file=name):
            self.assertTrue(by_http[2], "Orthanc died of an upload")
            self.assertTrue(by_store[2] or beyond, "Orthanc died of a C-STORE")
            if name in self.poison:
                self.assertEqual(by_http[1], 0, "poison was stored by HTTP")
                self.assertGreaterEqual(int(by_http[0]), 400, "poison was not refused by HTTP")

    def test_orthanc_survives_with_the_guard(self):
        print()
        print_row("file", "defect", "guard: HTTP", "guard: C-STORE", "bare: HTTP",
                  "bare: C-STORE")
        names = self.names()
        for name in names:
            with open(os.path.join(self.folder, name), "rb") as file:
                data = file.read()
            row = [subject.outcome(send, data)
                   for subject in (self.guarded, self.bare)
                   for send in (subject.by_http, subject.by_store)]
            print_row(name, self.expected[name], *map(text_of, row))
            self.check(name, row[0], row[1])
        print(f"{len(names)} files; Orthanc died {self.guarded.deaths} times with the guard, "
              f"{self.bare.deaths} times without")
        self.assertGreater(self.bare.deaths, 0,
                           "nothing killed the bare Orthanc: these files prove nothing")

    def test_what_was_kept_out_is_counted(self):
        self.guarded.running()
        with open(os.path.join(self.folder, "deep-explicit-undefined-1000"), "rb") as file:
            poison = file.read()
        before = self.counted()
        self.guarded.by_http(poison)
        self.assertEqual(self.guarded.by_store(poison), "0000")
        after = self.counted()
        self.assertEqual(after["refused"] - before["refused"], 1)
        self.assertEqual(after["discarded"] - before["discarded"], 1)
        self.assertIn("too-deep at (0040,0275)", self.guarded.orthanc.log_end())

    def counted(self):
        _, text = self.guarded.get("/tools/metrics-prometheus")
        counts = {}
        for line in text.decode().splitlines():
            for name in ("refused", "discarded"):
                if line.startswith(f"orthanc_regeneration_guard_{name}_total"):
                    counts[name] = float(line.split()[1])
        return counts


if __name__ == "__main__":
    unittest.main()
