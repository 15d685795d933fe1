// SPDX-License-Identifier: GPL-3.0-or-later
//
// The seven rows of data, one file each. Codes are those of analysis/codes.
#pragma once

#include "analysis/codes/codes.h"
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
IndicationProtocol EmptyRow(Indication indication, const Code& finding_site, const Code& type);

}  // namespace regen
