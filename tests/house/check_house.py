# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the house that no compiler checks: directions of includes, a test beside every
source, lengths, licence lines, and words that have no place in the repository."""

import os
import re
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
LEFT_OUT = {".git", "build", "node_modules", "__pycache__", ".cache"}
CODE = (".cpp", ".h")
SCRIPTS = (".py", ".ts", ".js", ".css")
LONGEST_FILE = 600
SMALLEST_TESTED_SHARE = 0.70

# Header prefix -> folders or files that may include it. Tests may include what their subject may.
THIRD_PARTY = {
    "dcmtk/": ("analysis/dicom/", "tests/support/", "tests/bench/reading/"),
    "orthanc/": ("plugin/host/", "plugin/entry.cpp"),
    "soci/": ("plugin/database/",),
    "csv.h": ("analysis/treatment/",),
    "openjpeg": ("analysis/dicom/", "tests/support/"),
    "CLI/": ("analysis/cli/",),
    "cairo": ("analysis/rendition/",),
    "pango/": ("analysis/rendition/",),
    "qpdf/": ("analysis/rendition/",),
}


def repository_files():
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(f for f in folders if f not in LEFT_OUT)
        for name in sorted(files):
            yield os.path.relpath(os.path.join(folder, name), ROOT)


def text_of(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def code_files(*roots):
    return [p for p in repository_files() if p.endswith(CODE) and p.startswith(roots)]


def includes_of(path):
    return re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', text_of(path), re.MULTILINE)


def is_generated(path):
    return "/dist/" in path or path.endswith("package-lock.json")


def is_allowed(path, folders):
    subject = path[len("tests/"):] if path.startswith("tests/") else path
    return path.startswith(folders) or subject.startswith(folders)


class Includes(unittest.TestCase):
    def test_third_party_headers_stop_at_their_folder(self):
        wrong = [f"{path}: {header}"
                 for path in code_files("analysis/", "plugin/", "tests/")
                 for header in includes_of(path)
                 for prefix, folders in THIRD_PARTY.items()
                 if header.startswith(prefix) and not is_allowed(path, folders)]
        self.assertEqual(wrong, [])

    def test_analysis_does_not_know_the_plugin(self):
        # The program's composition root may reach the plugin's libraries.
        wrong = [f"{path}: {header}"
                 for path in code_files("analysis/") if not path.startswith("analysis/cli/")
                 for header in includes_of(path) if header.startswith("plugin/")]
        self.assertEqual(wrong, [])

    def test_the_plugin_reads_no_dicom_and_does_no_numerics(self):
        forbidden = ("analysis/dicom/", "analysis/registration/", "analysis/segmentation/",
                     "analysis/relaxometry/", "analysis/measurement/", "analysis/image/",
                     "analysis/geometry/", "analysis/phantom/", "analysis/cli/", "analysis/rendition/",
                     "analysis/rendition/", "analysis/follow_up")
        wrong = [f"{path}: {header}"
                 for path in code_files("plugin/")
                 for header in includes_of(path) if header.startswith(forbidden)]
        self.assertEqual(wrong, [])

    def test_numerics_do_not_know_dicom_files(self):
        folders = tuple(f"analysis/{name}/" for name in
                        ("base", "geometry", "image", "registration", "segmentation",
                         "relaxometry", "measurement", "change", "indications", "treatment",
                         "selection", "report", "rendition", "options"))
        wrong = [f"{path}: {header}"
                 for path in code_files("analysis/") if path.startswith(folders)
                 for header in includes_of(path) if header.startswith("analysis/dicom/")]
        self.assertEqual(wrong, [])

    def test_product_code_does_not_know_its_tests(self):
        wrong = [f"{path}: {header}"
                 for path in code_files("analysis/", "plugin/")
                 for header in includes_of(path) if header.startswith("tests/")]
        self.assertEqual(wrong, [])

    def test_project_headers_are_named_from_the_root(self):
        wrong = [f"{path}: {header}"
                 for path in code_files("analysis/", "plugin/")
                 for header in re.findall(r'^#include "([^"]+)"', text_of(path), re.MULTILINE)
                 if not header.startswith(("analysis/", "plugin/"))
                 and not header.startswith("viewer-ext/") and "generated" not in header]
        self.assertEqual(wrong, [])


class Sources(unittest.TestCase):
    def test_most_sources_have_a_test_of_the_same_name(self):
        sources = [p for p in code_files("analysis/", "plugin/") if p.endswith(".cpp")]
        tests = {p for p in repository_files() if p.startswith("tests/")}
        missing = []
        for path in sources:
            stem = path[:-len(".cpp")]
            if f"tests/{stem}_test.cpp" in tests:
                continue
            # A file of `analysis` itself has its tests in the folder of its name.
            folder, name = os.path.split(stem)
            if not any(p.startswith(f"tests/{folder}/") and
                       os.path.basename(p) == f"{name}_test.cpp" for p in tests):
                missing.append(path)
        share = 1.0 - len(missing) / len(sources)
        print(f"\n{share:.0%} of {len(sources)} sources have a test of the same name; without: "
              + ", ".join(missing))
        self.assertGreaterEqual(share, SMALLEST_TESTED_SHARE)

    def test_no_file_is_too_long(self):
        long = []
        for path in repository_files():
            if path.endswith(CODE + SCRIPTS + (".txt", ".md")) and not is_generated(path):
                lines = text_of(path).count("\n")
                if lines > LONGEST_FILE:
                    long.append(f"{path}: {lines} lines")
        self.assertEqual(long, [])

    def test_every_source_names_its_licence_at_the_top(self):
        wrong = []
        for path in repository_files():
            if is_generated(path):
                continue
            text = None
            if path.endswith(CODE + SCRIPTS):
                text = text_of(path)
            elif "." not in os.path.basename(path) and os.access(os.path.join(ROOT, path),
                                                                 os.X_OK):
                text = text_of(path)
            if text is not None and \
                    "SPDX-License-Identifier: GPL-3.0-or-later" not in "\n".join(
                        text.split("\n")[:2]):
                wrong.append(path)
        self.assertEqual(wrong, [])

    def test_headers_are_guarded_and_open_no_namespace(self):
        wrong = [path for path in code_files("analysis/", "plugin/") if path.endswith(".h")
                 and ("#pragma once" not in text_of(path)
                      or re.search(r"^\s*using namespace", text_of(path), re.MULTILINE))]
        self.assertEqual(wrong, [])

    def test_every_source_folder_says_what_it_is_for(self):
        folders = {os.path.dirname(p) for p in code_files("analysis/", "plugin/")}
        missing = [f for f in sorted(folders)
                   if "/" in f and not os.path.exists(os.path.join(ROOT, f, "README.md"))]
        self.assertEqual(missing, [])


class Words(unittest.TestCase):
    def test_nothing_speaks_of_how_it_came_about(self):
        # Split, so that this file does not find itself.
        forbidden = ["/wo" "rk/", "mile" "stone", "TO" "DO", "FIX" "ME", "thin ver" "sion",
                     "py" "pi.org", "registry.npm" "js", "deb.deb" "ian.org"]
        pattern = re.compile("|".join(re.escape(word) for word in forbidden))
        wrong = []
        for path in repository_files():
            if not path.endswith(CODE + SCRIPTS + (".txt", ".md", ".json", ".csv", ".html")) \
                    and "." in os.path.basename(path):
                continue
            # The corpus holds bytes of every character set, not text.
            if path == "LICENSE" or is_generated(path) or path.startswith("tests/fuzz/corpus/"):
                continue
            for number, line in enumerate(text_of(path).split("\n"), 1):
                if pattern.search(line):
                    wrong.append(f"{path}:{number}: {line.strip()[:80]}")
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main()
