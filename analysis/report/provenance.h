// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/treatment/treatment.h"

#include <string>

namespace regen {

// "0.1.0": the version of this software, part of every result.
std::string SoftwareVersion();

// Names one analysis: SHA-256 over all that decides its result. The same inputs, treatment,
// options and software give the same key, whatever the order or time. `input_digest`:
// DigestOfUids of every foreign object read (images of both acquisitions, the region).
std::string JobKey(const Treatment& treatment,
                   const std::string& follow_up_study_instance_uid,
                   const std::string& input_digest,
                   const std::string& configuration_hash,
                   const std::string& software_version);

// A value as it is reported everywhere: rounded to six decimals, so that JSON, DICOM decimal
// strings and text are one and the same number.
double AsReported(double value);

}  // namespace regen
