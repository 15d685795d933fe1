#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes study.csv (drawn with a fixed seed) and expected.json: the same figures as
`regeneration repeatability`, computed by numpy and scipy. Run by hand; both files are committed."""

import csv
import json
import os

import numpy
from scipy import stats

HERE = os.path.dirname(os.path.abspath(__file__))


def draw():
    random = numpy.random.default_rng(20260115)
    rows = []
    for subject in range(14):
        level = random.uniform(30, 60)
        for _ in range(2):
            rows.append(("articular-cartilage/t2", f"S{subject:02}",
                         round(level * float(numpy.exp(random.normal(0, 0.045))), 4), ""))
    for subject in range(9):  # unequal numbers of repeats, one subject with a single value
        level = random.uniform(8, 25)
        for _ in range(1 + subject % 4):
            rows.append(("patellar-tendon/defect-length", f"K{subject}",
                         round(level + float(random.normal(0, 0.6)), 4), ""))
    for tube, truth in enumerate((15.83, 22.38, 31.86, 45.70, 64.30)):
        for _ in range(3):
            rows.append(("patellar-tendon/t2", f"tube {tube}",
                         round(truth * 1.02 + 0.3 + float(random.normal(0, 0.5)), 4), truth))
    return rows


def bounded(value, degrees):
    low, high = stats.chi2.ppf([0.975, 0.025], degrees)
    return {"Value": value, "Lower": value * (degrees / low) ** 0.5,
            "Upper": value * (degrees / high) ** 0.5}


def scaled(limits, factor):
    return {key: value * factor for key, value in limits.items()}


def linearity(truth, measured):
    if len(truth) < 3:
        return None
    fit = stats.linregress(truth, measured)
    half = stats.t.ppf(0.975, len(truth) - 2) * fit.stderr
    return {"Values": len(truth), "Intercept": fit.intercept, "RSquared": fit.rvalue ** 2,
            "Slope": {"Value": fit.slope, "Lower": fit.slope - half, "Upper": fit.slope + half}}


def analyse(rows):
    subjects = {}
    for _, subject, value, _ in rows:
        subjects.setdefault(subject, []).append(value)
    groups = [numpy.array(values) for values in subjects.values() if len(values) > 1]
    degrees = sum(len(group) - 1 for group in groups)
    weights = numpy.array([len(group) - 1 for group in groups])
    variances = numpy.array([group.var(ddof=1) for group in groups])
    means = numpy.array([group.mean() for group in groups])
    sd = numpy.average(variances, weights=weights) ** 0.5
    cv = 100 * numpy.average(variances / means ** 2, weights=weights) ** 0.5
    factor = 1.96 * 2 ** 0.5
    truth = [(t, v) for _, _, v, t in rows if t != ""]
    return {"Subjects": len(groups), "Values": int(sum(len(g) for g in groups)),
            "DegreesOfFreedom": int(degrees), "Mean": float(means.mean()),
            "WithinSubjectSd": bounded(sd, degrees),
            "Repeatability": scaled(bounded(sd, degrees), factor),
            "WithinSubjectCvPercent": bounded(cv, degrees),
            "RepeatabilityPercent": scaled(bounded(cv, degrees), factor),
            "ClaimSd": sd * (degrees / stats.chi2.ppf(0.05, degrees)) ** 0.5,
            "ClaimCvPercent": cv * (degrees / stats.chi2.ppf(0.05, degrees)) ** 0.5,
            "Linearity": linearity([t for t, _ in truth], [v for _, v in truth])}


def main():
    rows = draw()
    with open(os.path.join(HERE, "study.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("measurement", "subject", "value", "true_value"))
        writer.writerows(rows)
    expected = {key: analyse([row for row in rows if row[0] == key])
                for key in sorted({row[0] for row in rows})}
    with open(os.path.join(HERE, "expected.json"), "w", encoding="utf-8") as file:
        json.dump(expected, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
