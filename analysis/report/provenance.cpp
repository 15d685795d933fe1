// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/provenance.h"

#include "analysis/base/sha256.h"
#include "analysis/base/text.h"

#include <cmath>

namespace regen {

std::string SoftwareVersion() {
  return REGENERATION_VERSION;
}

std::string JobKey(const Treatment& treatment,
                   const std::string& follow_up_study_instance_uid,
                   const std::string& input_digest,
                   const std::string& configuration_hash,
                   const std::string& software_version) {
  return Sha256Hex(StrCat("regeneration-job-1\n",
                          TreatmentDigest(treatment),
                          "\n",
                          follow_up_study_instance_uid,
                          "\n",
                          input_digest,
                          "\n",
                          configuration_hash,
                          "\n",
                          software_version,
                          "\n"));
}

double AsReported(double value) {
  return std::round(value * 1e6) / 1e6;
}

}  // namespace regen
