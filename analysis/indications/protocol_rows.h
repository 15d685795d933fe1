// SPDX-License-Identifier: GPL-3.0-or-later
//
// The seven rows of data, one file each. Codes of anatomy are those of DICOM PS3.16 (CID 12321,
// 7191, 7604) or of SNOMED CT itself; where neither has one, our private scheme 99REGEN stands
// in.
#pragma once

#include "analysis/indications/indication.h"

namespace regen {

IndicationProtocol PatellarTendonRow();
IndicationProtocol AchillesTendonRow();
IndicationProtocol SupraspinatusTendonRow();
IndicationProtocol HamstringTendonRow();
IndicationProtocol BoneRow();
IndicationProtocol IntervertebralDiscRow();
IndicationProtocol ArticularCartilageRow();

// What every row begins with: names and codes.
IndicationProtocol EmptyRow(Indication indication,
                            CodedConcept finding_site,
                            CodedConcept type);

inline const CodedConcept kTendonProperty = {"13024002", "SCT", "Tendon"};

}  // namespace regen
