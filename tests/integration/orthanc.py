# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Orthanc with the plugin, for the length of a test: free ports of the loopback, a folder
of its own, always stopped."""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

BUILD = os.environ["REGENERATION_BUILD"]
PROGRAM = os.path.join(BUILD, "regeneration")
PLUGIN = os.path.join(BUILD, "libOrthancRegeneration.so")
ORTHANC = "/usr/sbin/Orthanc"
STABLE_AGE = 1
PATIENCE = 240  # seconds; a machine under load is slow, not wrong


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Orthanc:
    """`section`: keys of "Regeneration" beside the defaults here; None leaves the section out.
    `plugins`: paths of others beside ours."""

    def __init__(self, section=(), analyzer=PROGRAM, stable_age=STABLE_AGE, plugins=()):
        self.folder = tempfile.mkdtemp(prefix="regeneration-test.")
        self.http_port = free_port()
        self.dicom_port = free_port()
        self.url = f"http://127.0.0.1:{self.http_port}"
        self.log = os.path.join(self.folder, "orthanc.log")
        self.process = None
        configuration = {
            "Name": "test", "StorageDirectory": self.folder, "IndexDirectory": self.folder,
            "HttpPort": self.http_port, "DicomPort": self.dicom_port, "DicomAet": "ORTHANC",
            "DicomCheckCalledAet": False, "RemoteAccessAllowed": False,
            "AuthenticationEnabled": False, "StableAge": stable_age, "Plugins": [PLUGIN, *plugins]}
        if section is not None:
            configuration["Regeneration"] = {
                "Enable": True, "Analyzer": analyzer, "ReconcileSeconds": 10,
                "Scratch": os.path.join(self.folder, "scratch"), **dict(section)}
        self.configuration = os.path.join(self.folder, "orthanc.json")
        with open(self.configuration, "w", encoding="utf-8") as file:
            json.dump(configuration, file)

    def start(self):
        environment = {**os.environ, "TCP_NODELAY": "1"}
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [ORTHANC, self.configuration], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                env=environment)
        self.wait_until(self.answers, "Orthanc to answer")
        return self

    def answers(self):
        if self.process.poll() is not None:
            raise AssertionError(f"Orthanc ended with {self.process.returncode}:\n{self.log_end()}")
        try:
            return self.get("/system") is not None
        except OSError:
            return False

    def kill(self):
        """kill -9: nothing is flushed, nothing said good-bye."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=10)
        self.process = None

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError("Orthanc did not stop within 20 s of SIGTERM") from None
            finally:
                self.process = None

    def remove(self):
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    def log_end(self, lines=25):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return "".join(file.readlines()[-lines:])

    # --- HTTP

    def request(self, method, path, body=None, content_type=None):
        """Status and parsed answer (bytes where it is not JSON); errors are answers too."""
        headers = {"Content-Type": content_type} if content_type else {}
        request = urllib.request.Request(self.url + path, data=body, method=method,
                                         headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                status, data = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, data = error.code, error.read()
        try:
            return status, json.loads(data)
        except ValueError:
            return status, data

    def get(self, path):
        status, answer = self.request("GET", path)
        if status != 200:
            raise AssertionError(f"GET {path}: {status} {answer}")
        return answer

    def post(self, path, body=b"", content_type="application/json"):
        return self.request("POST", path, body, content_type)

    def find(self, level, **query):
        body = json.dumps({"Level": level, "Query": query, "Expand": True}).encode()
        status, found = self.post("/tools/find", body)
        if status != 200:
            raise AssertionError(f"/tools/find: {status} {found}")
        return found

    # --- DICOM

    def send(self, *paths, check=True):
        """C-STORE of files and folders, in this order."""
        result = subprocess.run(
            ["dcmsend", "-q", "-aec", "ORTHANC", "+sd", "+r", "127.0.0.1", str(self.dicom_port),
             *map(str, paths)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=120, check=False, env={**os.environ, "TCP_NODELAY": "1"})
        if check and result.returncode != 0:
            raise AssertionError(f"dcmsend: {result.stdout.decode(errors='replace')[-2000:]}")
        return result.returncode

    def instance_file(self, orthanc_id):
        with urllib.request.urlopen(f"{self.url}/instances/{orthanc_id}/file",
                                    timeout=30) as answer:
            return answer.read()

    # --- the product

    def import_treatments(self, csv_text):
        return self.post("/regeneration/treatments", csv_text.encode(), "text/csv")

    def study_id(self, study_uid):
        found = self.find("Study", StudyInstanceUID=study_uid)
        return found[0]["ID"] if found else None

    def view(self, study_uid):
        orthanc_id = self.study_id(study_uid)
        if orthanc_id is None:
            return {"State": "absent"}
        status, view = self.request("GET", f"/regeneration/studies/{orthanc_id}")
        return view if status == 200 else {"State": f"HTTP {status}", "Answer": view}

    def wait_for_state(self, study_uid, *states):
        last = {}

        def reached():
            last["view"] = self.view(study_uid)
            return last["view"]["State"] in states
        self.wait_until(reached, f"state {' or '.join(states)}", last)
        return last["view"]

    def wait_until(self, condition, what, seen=None):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if condition():
                return
            time.sleep(0.1)
        raise AssertionError(f"waited {PATIENCE} s for {what}; last seen {str(seen)[:2000]}\n"
                             f"{self.log_end()}")

    def series_of(self, study_uid, modality):
        return self.find("Series", StudyInstanceUID=study_uid, Modality=modality)

    def reports(self):
        """Every measurement report in the archive, all versions."""
        return self.find("Instance", Modality="SR", SeriesNumber="602")

    def own_segmentations(self):
        return [s for s in self.find("Series", Modality="SEG")
                if s["MainDicomTags"].get("Manufacturer", "").startswith("Orthanc Regeneration")]

    def settle(self, seconds=None):
        """Long enough for anything that would start to have started and finished."""
        time.sleep(STABLE_AGE + 3 if seconds is None else seconds)

        def idle():
            return all(entry["State"] not in ("queued", "analyzing")
                       for entry in self.get("/regeneration/queue"))
        self.wait_until(idle, "an idle queue")
