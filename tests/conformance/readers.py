# SPDX-License-Identifier: GPL-3.0-or-later
"""The same numbers wherever a report is read: in report.json, in the PDF (poppler), in dsr2html
(DCMTK), in highdicom and in dcmqi's tid1500reader; and PixelMed's validator of templates. What is
not installed is left out, and that is printed."""

import html
import importlib.util
import json
import pathlib
import re
import shutil
import subprocess
import tempfile

import pydicom

HERE = pathlib.Path(__file__).resolve().parent
PIXELMED = pathlib.Path("/usr/share/java/pixelmed.jar")
PATIENCE = 300  # seconds


def _run(command):
    done = subprocess.run(command, capture_output=True, text=True, errors="replace",
                          timeout=PATIENCE, check=False)
    return done.returncode, done.stdout, done.stderr


def _left_out(name):
    print(f"left out: {name} is not installed")
    return []


def _numbers_said(report_json):
    """Name -> value, of every number that a reader of a report must find."""
    said = json.loads(pathlib.Path(report_json).read_text(encoding="utf-8"))
    keys = ("Baseline", "FollowUp", "Change", "ChangePercent", "ChangePercentLower",
            "ChangePercentUpper", "RepeatabilityPercent")
    return {(m["Name"], key): m[key] for m in said["Measurements"] for key in keys
            if m[key] is not None}


# --- the PDF

def _as_on_paper(name, value, unit):
    if name.endswith("Percent") or "Percent" in name:
        decimals, unit = 1, ""
    else:
        decimals = {"1": 3, "mm": 2}.get(unit, 1 if abs(value) < 1000 else 0)
    sign = "+" if name.startswith("Change") else ""
    return format(value, f"{sign}.{decimals}f").replace("-", "−")


def judge_pdf(pdf, report_json):
    """Two pages of A4 at most; every number of report.json on page 1, as it is written there."""
    _, page, error = _run(["pdftotext", "-f", "1", "-l", "1", "-layout", str(pdf), "-"])
    complaints = [f"pdftotext: {error}"] if error else []
    units = {m["Name"]: m["Unit"]
             for m in json.loads(pathlib.Path(report_json).read_text())["Measurements"]}
    for (name, key), value in _numbers_said(report_json).items():
        text = _as_on_paper(key, value, units[name])
        if not re.search(rf"(?<![0-9.]){re.escape(text)}(?![0-9])", page):
            complaints.append(f"{name} {key}: no {text} on page 1")
    if "UNVERIFIED" not in page:
        complaints.append("page 1 does not say UNVERIFIED")
    _, info, _ = _run(["pdfinfo", str(pdf)])
    if not re.search(r"^Pages:\s+[12]$", info, re.MULTILINE) or "(A4)" not in info:
        complaints.append("not one or two pages of A4")
    return [f"{pathlib.Path(pdf).name}: {text}" for text in complaints]


def judge_pictures_of_pdf(pdf):
    """pdftoppm renders both pages, and neither is nearly empty."""
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        _run(["pdftoppm", "-r", "50", "-gray", str(pdf), f"{folder}/page"])
        pages = sorted(pathlib.Path(folder).glob("*.pgm"))
        if len(pages) != 2:
            complaints.append(f"pdftoppm made {len(pages)} pages")
        for page in pages:
            ink = sum(value < 160 for value in page.read_bytes()[20:])
            if ink < 1500:
                complaints.append(f"{page.name} is nearly empty")
    return [f"{pathlib.Path(pdf).name}: {text}" for text in complaints]


# --- readers of the SR

def _complain(reader, wanted, found):
    return [f"{reader}: {value} is missing" for value in wanted if value not in found]


def judge_with_dsr2html(report, report_json):
    with tempfile.NamedTemporaryFile(suffix=".html") as file:
        status, _, error = _run(["dsr2html", str(report), file.name])
        text = pathlib.Path(file.name).read_text(encoding="utf-8")
    if status != 0:
        return [f"dsr2html: {error[:200]}"]
    text = html.unescape(re.sub("<[^>]*>", " ", text))
    numbers = {float(number) for number in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)}
    return _complain("dsr2html", _numbers_said(report_json).values(), numbers)


def _primary(report_json):
    said = json.loads(pathlib.Path(report_json).read_text(encoding="utf-8"))
    return next(m for m in said["Measurements"] if m["Primary"])


def judge_with_tid1500reader(report, report_json):
    """dcmqi gives each group's measurements; it knows nothing of derived ones."""
    if shutil.which("tid1500reader") is None:
        return _left_out("tid1500reader (dcmqi)")
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        status, _, error = _run(["tid1500reader", "--inputDICOM", str(report),
                                 "--outputMetadata", file.name])
        if status != 0:
            return [f"tid1500reader: {error[:200]}"]
        groups = json.loads(pathlib.Path(file.name).read_text(encoding="utf-8"))["Measurements"]
    # A number without a value comes as an empty text.
    found = [{float(item["value"]) for item in group["measurementItems"] if item["value"]}
             for group in groups]
    if len(found) != 2:
        return [f"tid1500reader: {len(found)} groups instead of 2"]
    primary = _primary(report_json)
    return _complain("tid1500reader", [primary["Baseline"]], found[0]) + \
        _complain("tid1500reader", [primary["FollowUp"]], found[1])


def _is_read(item):
    """highdicom's parser (0.28) refuses content items by reference (PS3.3 C.17.3.1) and numbers
    without a value, which DICOM allows (type 2)."""
    return "ValueType" in item and (item.ValueType != "NUM" or bool(item.MeasuredValueSequence))


def _without_references(item):
    if "ContentSequence" in item:
        item.ContentSequence = pydicom.Sequence(
            [child for child in item.ContentSequence if _is_read(child)])
        for child in item.ContentSequence:
            _without_references(child)
    return item


def judge_with_highdicom(report, report_json):
    if importlib.util.find_spec("highdicom") is None:
        return _left_out("highdicom")
    import highdicom  # pylint: disable=import-outside-toplevel
    document = highdicom.sr.Comprehensive3DSR.from_dataset(
        _without_references(pydicom.dcmread(report)))
    groups = document.content.get_volumetric_roi_measurement_groups()
    if len(groups) != 2:
        return [f"highdicom: {len(groups)} groups instead of 2"]
    found = [{item.value for item in group.get_measurements()} for group in groups]
    primary = _primary(report_json)
    return _complain("highdicom", [primary["Baseline"]], found[0]) + \
        _complain("highdicom", [primary["FollowUp"]], found[1])


# --- PixelMed

def _known_lines():
    text = (HERE / "pixelmed-known.txt").read_text(encoding="utf-8")
    return [re.compile(line) for line in text.splitlines() if line and not line.startswith("#")]


def _said_by_pixelmed(report):
    # Its stylesheet exceeds the limits that Java 17 sets by itself.
    limits = [f"-Djdk.xml.{name}=0"
              for name in ("xpathExprGrpLimit", "xpathExprOpLimit", "xpathTotalOpLimit")]
    _, output, _ = _run(["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", *limits, "-cp",
                         str(PIXELMED), "com.pixelmed.validate.DicomSRValidator", str(report)])
    return output


def judge_with_pixelmed(report):
    """Nothing but what is known to be the validator's own error (pixelmed-known.txt)."""
    if shutil.which("java") is None or not PIXELMED.exists():
        return _left_out("DicomSRValidator (pixelmed-apps)")
    output = _said_by_pixelmed(report)
    if "IOD validation complete" not in output:
        return [f"DicomSRValidator did not finish: {output[-300:]}"]
    # An internal error goes over several lines.
    lines = re.sub(r"\n\s+", " ", output).splitlines()
    known = _known_lines()
    return [f"DicomSRValidator: {line}" for line in lines
            if re.match("(Error|Warning|Internal Error)", line)
            and not any(pattern.search(line) for pattern in known)]


def judge_readings(results):
    """All of them over one analysis."""
    results = pathlib.Path(results)
    report, said = results / "sr.dcm", results / "report.json"
    return (judge_pdf(results / "report.pdf", said)
            + judge_pictures_of_pdf(results / "report.pdf")
            + judge_with_dsr2html(report, said)
            + judge_with_tid1500reader(report, said)
            + judge_with_highdicom(report, said)
            + judge_with_pixelmed(report))
