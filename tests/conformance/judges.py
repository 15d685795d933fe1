# SPDX-License-Identifier: GPL-3.0-or-later
"""Independent judges of our DICOM results: dicom3tools, DCMTK's SR tools and pydicom.

Every function returns a list of complaints; an empty list is good. Complaints name files and
tags, never values of identity attributes.
"""

import json
import math
import pathlib
import re
import subprocess
import tempfile

import numpy
import pydicom

SR_CLASS = "1.2.840.10008.5.1.4.1.1.88.34"
SEG_CLASS = "1.2.840.10008.5.1.4.1.1.66.4"

# dciodvfy knows no private coding scheme: one warning per use and one for its UID.
ALLOWED_BY_DCIODVFY = (
    r"^Warning - Unrecognized defined term <99REGEN> for value 1 of attribute "
    r"<Coding Scheme Designator>$",
    r"^Warning - Unrecognized defined term <2\.25\.[0-9]+> for value 1 of attribute "
    r"<Coding Scheme UID>$",
    # Newer than dicom3tools' table (PS3.3 C.8.16.1.4).
    r"^Warning - Unrecognized defined term <QUANTITY> for value 4 of attribute "
    r"<(Image|Frame) Type>$",
)
# dcentvfy files AccessionNumber of any SR and KOS under Series, even an empty one, though General Study
# requires it (type 2): a mistake of its table, not of the object.
ALLOWED_BY_DCENTVFY = (
    r"^Warning - Different information entities for attribute - Element=<AccessionNumber> "
    r"IE <(Series> versus <Study|Study> versus <Series)> for file .*$",
    # It compares bytes: the same name in UTF-8 is another one to it (judge_identity decodes both).
    r"^Error - String attribute has different value - Element=<\w+> IE=<(Patient|Study)> for file "
    r".* Value 1 <[^>]*[^\x20-\x7e][^>]*> versus <.*$",
)

# Patient, Patient Study, General Study and Clinical Trial attributes (PS3.3 C.7.1, C.7.2): group
# 0010 and 0012 whole, and these.
STUDY_TAGS = (
    0x00080020, 0x00080030, 0x00080050, 0x00080051, 0x00080090, 0x00081030, 0x00081032,
    0x00081048, 0x00081060, 0x00081080, 0x0020000D, 0x00200010, 0x00380010, 0x00380500)


def _run(command):
    done = subprocess.run(command, capture_output=True, text=True, errors="replace",
                          timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def _not_allowed(lines, allowed):
    return [line for line in lines if not any(re.match(pattern, line) for pattern in allowed)]


def _said_by_dciodvfy(file):
    _, output = _run(["dciodvfy", str(file)])
    return output, [line for line in output.splitlines()
                    if re.match("(Error|Warning|Abort)", line)]


def judge_with_dciodvfy(file, source):
    """No error, and no warning but those that the source's own copied attributes cause."""
    output, lines = _said_by_dciodvfy(file)
    inherited = [line for line in _said_by_dciodvfy(source)[1] if line.startswith("Warning")]
    if not re.search("^(Segmentation|Comprehensive3DSR|ParametricMap|SpatialRegistration|"
                     "EncapsulatedPDF|SCImage|KeyObjectSelectionDocument)$", output,
                     re.MULTILINE):
        lines.append("dciodvfy does not recognise the object")
    return [f"{file.name}: {line}" for line in _not_allowed(lines, ALLOWED_BY_DCIODVFY)
            if line not in inherited]


def judge_with_dcentvfy(files):
    _, output = _run(["dcentvfy"] + [str(file) for file in files])
    return _not_allowed([line for line in output.splitlines() if line], ALLOWED_BY_DCENTVFY)


def judge_with_dcmtk(report):
    """dsrdump reads it; dsr2xml and xml2dsr keep the content tree."""
    complaints = []
    status, output = _run(["dsrdump", str(report)])
    errors = [line for line in output.splitlines() if line.startswith("E:")]
    if status != 0 or errors:
        complaints.append(f"dsrdump: {errors or output[:200]}")
    with tempfile.TemporaryDirectory() as folder:
        xml, again = f"{folder}/sr.xml", f"{folder}/again.dcm"
        for command in (["dsr2xml", str(report), xml], ["xml2dsr", xml, again]):
            status, output = _run(command)
            if status != 0:
                complaints.append(f"{command[0]}: {output[:200]}")
                return complaints
        if tree_of(pydicom.dcmread(report)) != tree_of(pydicom.dcmread(again)):
            complaints.append("dsr2xml and xml2dsr change the content tree")
    return complaints


def _name(item):
    return item.ConceptNameCodeSequence[0].CodeMeaning if "ConceptNameCodeSequence" in item else ""


def _value(item):
    kind = item.get("ValueType", "REFERENCE")
    if kind == "NUM":
        return [str(value.NumericValue) for value in item.MeasuredValueSequence]
    if kind == "CODE":
        return item.ConceptCodeSequence[0].CodeValue
    if kind == "REFERENCE":
        return list(item.ReferencedContentItemIdentifier)
    if kind == "IMAGE":
        return item.ReferencedSOPSequence[0].ReferencedSOPInstanceUID
    return str(item.get("TextValue", item.get("UID", item.get("DateTime", item.get("Date", "")))))


def tree_of(item):
    return (item.get("RelationshipType", ""), _name(item), _value(item) if "RelationshipType" in
            item else "", [tree_of(child) for child in item.get("ContentSequence", [])])


def items_of(item):
    yield item
    for child in item.get("ContentSequence", []):
        yield from items_of(child)


def judge_identity(result, source):
    """Patient and study attributes say what the source says, and none is invented. Bytes may
    differ where the same text stands in another character set."""
    ours, theirs = pydicom.dcmread(result), pydicom.dcmread(source, stop_before_pixels=True)
    wanted = {tag for dataset in (ours, theirs) for tag in dataset.keys()
              if tag.group in (0x0010, 0x0012) or int(tag) in STUDY_TAGS}
    complaints = []
    for tag in sorted(wanted):
        a, b = _bytes(ours, tag), _bytes(theirs, tag)
        # Type 2 attributes must be there, empty, even where the source leaves them out.
        if a != b and not (b is None and a == b"") and _text(ours, tag) != _text(theirs, tag):
            complaints.append(f"{result.name}: {tag} is not the source's")
    return complaints


def _text(dataset, tag):
    return None if tag not in dataset else str(dataset[tag].value).rstrip("^= ")


def _bytes(dataset, tag):
    """The value as it stands in the file; sequences without their length encoding."""
    if tag not in dataset:
        return None
    raw = dataset.get_item(tag)
    if isinstance(raw, pydicom.dataelem.RawDataElement) and raw.VR != "SQ":
        return (raw.value or b"").rstrip(b" \0")
    return dataset[tag].to_json(lambda _: None, 1 << 30)


def frames_of(segmentation):
    """(source SOP Instance UID, position, mask) of every frame, bits unpacked by numpy."""
    bits = numpy.unpackbits(numpy.frombuffer(segmentation.PixelData, numpy.uint8),
                            bitorder="little")
    area = segmentation.Rows * segmentation.Columns
    for n, groups in enumerate(segmentation.PerFrameFunctionalGroupsSequence):
        source = groups.DerivationImageSequence[0].SourceImageSequence[0]
        position = groups.PlanePositionSequence[0].ImagePositionPatient
        mask = bits[n * area:(n + 1) * area].reshape(segmentation.Rows, segmentation.Columns)
        yield source.ReferencedSOPInstanceUID, [float(x) for x in position], mask


def judge_segmentation(file, source_files):
    """Frames lie where the images lie that they refer to, none is empty, bits have no rest."""
    segmentation = pydicom.dcmread(file)
    images = {}
    for source in source_files:
        image = pydicom.dcmread(source, stop_before_pixels=True)
        images[image.SOPInstanceUID] = image
    complaints = []
    frames = list(frames_of(segmentation))
    if len(frames) != segmentation.NumberOfFrames:
        complaints.append("NumberOfFrames is not the number of frames")
    bits = segmentation.Rows * segmentation.Columns * len(frames)
    if len(segmentation.PixelData) != (bits + 15) // 16 * 2:
        complaints.append("PixelData has another length than its bits need")
    for uid, position, mask in frames:
        image = images.get(uid)
        if image is None:
            complaints.append("a frame refers to an image that is not there")
            continue
        if (image.Rows, image.Columns) != mask.shape:
            complaints.append("a frame has another matrix than its image")
        if numpy.abs(numpy.subtract(position, image.ImagePositionPatient)).max() > 1e-6:
            complaints.append("a frame lies elsewhere than its image")
        if not mask.any():
            complaints.append("a frame is empty")
        if image.FrameOfReferenceUID != segmentation.FrameOfReferenceUID:
            complaints.append("another frame of reference than the images")
    referenced = {item.ReferencedSOPInstanceUID
                  for series in segmentation.ReferencedSeriesSequence
                  for item in series.ReferencedInstanceSequence}
    if not {uid for uid, _, _ in frames} <= referenced:
        complaints.append("an image is missing in ReferencedSeriesSequence")
    return [f"{file.name}: {text}" for text in complaints]


def _numbers(report, name):
    return [None if not item.MeasuredValueSequence else
            float(item.MeasuredValueSequence[0].NumericValue)
            for item in items_of(report) if item.get("ValueType") == "NUM" and _name(item) == name]


def judge_report(file, report_json):
    """Numbers, time points and verdict are those of report.json; references are evidence."""
    report = pydicom.dcmread(file)
    said = json.loads(pathlib.Path(report_json).read_text(encoding="utf-8"))
    t2 = said["Measurements"][0]

    def of_all(key):
        return [measured[key] for measured in said["Measurements"]]
    expected = {
        "T2": [t2["Baseline"], t2["FollowUp"]],
        "Change of T2 from baseline": [t2["Change"]],
        "Percent change of T2 from baseline": [t2["ChangePercent"]],
        "Lower limit of 95 % confidence interval": of_all("ChangePercentLower"),
        "Upper limit of 95 % confidence interval": of_all("ChangePercentUpper"),
        "Repeatability coefficient, 95 % limit of change by error": of_all("RepeatabilityPercent"),
        "Longitudinal Temporal Offset from Event":
            [point["DaysFromTreatment"] for point in said["TimePoints"]],
    }
    complaints = []
    for name, values in expected.items():
        found = _numbers(report, name)
        if "limit" in name.lower():
            values = [value for value in values if value is not None]
        if found != values:
            complaints.append(f"{name}: {found}, expected {values}")
    verdicts = [item.ConceptCodeSequence[0].CodeValue for item in items_of(report)
                if _name(item) == "Change against measurement error"]
    expected = [measured["Verdict"].upper() for measured in said["Measurements"]]
    if verdicts != expected:
        complaints.append(f"verdicts {verdicts}, expected {expected}")
    complaints += _judge_evidence(report)
    return [f"{file.name}: {text}" for text in complaints]


def _judge_evidence(report):
    evidence = {
        reference.ReferencedSOPInstanceUID
        for tag in ("CurrentRequestedProcedureEvidenceSequence", "PertinentOtherEvidenceSequence")
        for study in report.get(tag, []) for series in study.ReferencedSeriesSequence
        for reference in series.ReferencedSOPSequence}
    missing = [uid for uid in (_value(item) for item in items_of(report)
                               if item.get("ValueType") == "IMAGE") if uid not in evidence]
    return [f"{len(missing)} referenced images are not in the evidence"] if missing else []


def judge_decimal_strings(file):
    """No DS of more than 16 characters, no number that is none (PS3.5 section 6.2)."""
    complaints = []

    def look(_, element):
        if element.VR != "DS" or element.value in (None, ""):
            return
        values = element.value if isinstance(element.value, pydicom.multival.MultiValue) \
            else [element.value]
        for value in values:
            text = str(getattr(value, "original_string", value))
            if len(text) > 16 or not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text):
                complaints.append(f"{file.name}: {element.tag} is no decimal string: {text}")
    pydicom.dcmread(file).walk(look)
    return complaints


def judge_map(file, source_files):
    """Frames lie where their images lie; values are milliseconds or the padding."""
    found = pydicom.dcmread(file)
    images = {image.SOPInstanceUID: image for image in
              (pydicom.dcmread(source, stop_before_pixels=True) for source in source_files)}
    values = numpy.frombuffer(found.FloatPixelData, numpy.float32)
    complaints = []
    if values.size != found.NumberOfFrames * found.Rows * found.Columns:
        complaints.append("FloatPixelData has another size than its frames")
    measured = values[values != found.FloatPixelPaddingValue]
    if not measured.size or not numpy.isfinite(measured).all() or (measured <= 0).any():
        complaints.append("a value is neither a T2 nor the padding")
    for groups in found.PerFrameFunctionalGroupsSequence:
        uid = groups.DerivationImageSequence[0].SourceImageSequence[0].ReferencedSOPInstanceUID
        place = groups.PlanePositionSequence[0].ImagePositionPatient
        if uid not in images:
            complaints.append("a frame refers to an image that is not there")
        elif numpy.abs(numpy.subtract([float(x) for x in place],
                                      images[uid].ImagePositionPatient)).max() > 1e-6:
            complaints.append("a frame lies elsewhere than its image")
    return [f"{file.name}: {text}" for text in complaints]


def judge_registration(file, report_json):
    """The follow-up's matrix is that of report.json, and a rigid one."""
    said = json.loads(pathlib.Path(report_json).read_text(encoding="utf-8"))
    expected = said["Registration"]["Structures"][0]["BaselineFromFollowUp"]
    registered = pydicom.dcmread(file).RegistrationSequence[1]
    found = [float(x) for x in registered.MatrixRegistrationSequence[0].MatrixSequence[0]
             .FrameOfReferenceTransformationMatrix]
    complaints = []
    if numpy.abs(numpy.subtract(found, expected)).max() > 1e-9:
        complaints.append("another matrix than report.json")
    turn = numpy.array(found).reshape(4, 4)[:3, :3]
    if numpy.abs(turn @ turn.T - numpy.eye(3)).max() > 1e-6:
        complaints.append("the matrix is not rigid")
    return [f"{file.name}: {text}" for text in complaints]


def judge_key_slices(file, report_json):
    """The values of one time point stand in a planar group with an outline, and are those of
    report.json."""
    report = pydicom.dcmread(file)
    said = json.loads(pathlib.Path(report_json).read_text(encoding="utf-8"))
    groups = [item for item in items_of(report) if _name(item) == "Measurement Group"]
    complaints = _judge_evidence(report)
    if len(groups) != 1:
        return complaints + [f"{file.name}: {len(groups)} groups, expected 1"]
    key = "Baseline" if file.stem.endswith("-baseline") else "FollowUp"
    outlines = [item for item in groups[0].ContentSequence if item.ValueType == "SCOORD"]
    if len(outlines) != 1 or len(outlines[0].GraphicData) < 8:
        complaints.append("no outline")
    expected = [m[key] for m in said["Measurements"] if m[key] is not None]
    numbers = [item for item in groups[0].ContentSequence if item.ValueType == "NUM"]
    found = [float(item.MeasuredValueSequence[0].NumericValue) for item in numbers]
    # In this order, each once; a decimal string has 16 characters.
    others = iter(found)
    if not all(any(math.isclose(value, other, rel_tol=1e-12) for other in others)
               for value in expected):
        complaints.append(f"{found}, expected {expected} in this order")
    if any("ContentSequence" in item for item in numbers):
        complaints.append("a number has something below it")
    return [f"{file.name}: {text}" for text in complaints]


def judge_key_image(file, key_report):
    """What the planar report of the same exam draws on."""
    drawn_on = [_value(item) for item in items_of(pydicom.dcmread(key_report))
                if item.get("ValueType") == "IMAGE"]
    image = pydicom.dcmread(file)
    complaints = []
    if set(drawn_on) != {image.SOPInstanceUID}:
        complaints.append("its planar report draws on something else")
    if image.pixel_array.max() < 200:
        complaints.append("it is dark")
    return [f"{file.name}: {text}" for text in complaints]


def judge_results(results, baseline_files, follow_up_files):
    """All judges over one analysis: a folder with the results and report.json."""
    results = pathlib.Path(results)
    complaints = []
    written = sorted(results.glob("*.dcm"))
    names = [file.name for file in written]
    if not {"seg-baseline.dcm", "seg-follow-up.dcm", "sr.dcm"} <= set(names):
        return [f"{results}: found {names}"]
    for file in written:
        sources = baseline_files if file.stem.endswith("-baseline") else follow_up_files
        complaints += judge_with_dciodvfy(file, sources[0])
        complaints += judge_identity(file, sources[0])
        complaints += judge_decimal_strings(file)
        if file.name.startswith("seg"):
            complaints += judge_segmentation(file, sources)
        if file.name.startswith("parametric-map"):
            complaints += judge_map(file, sources)
        if file.stem in ("sr", "key-objects", "refusal-sr", "rejection-note"):
            complaints += judge_with_dcmtk(file)
        if file.name.startswith("key-sr"):
            complaints += judge_with_dcmtk(file)
            complaints += judge_key_slices(file, results / "report.json")
        if file.name.startswith("key-image"):
            complaints += judge_key_image(file, results / file.name.replace("image", "sr"))
    complaints += judge_with_dcentvfy(
        [baseline_files[0], baseline_files[-1], follow_up_files[0], follow_up_files[-1]] + written)
    complaints += judge_report(results / "sr.dcm", results / "report.json")
    if "registration.dcm" in names:
        complaints += judge_registration(results / "registration.dcm", results / "report.json")
    return complaints
