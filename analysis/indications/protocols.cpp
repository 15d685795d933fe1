// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/indication.h"
#include "analysis/indications/protocol_rows.h"

#include <cassert>
#include <utility>

namespace regen {

IndicationProtocol EmptyRow(Indication indication, const Code& finding_site, const Code& type) {
  IndicationProtocol protocol;
  protocol.indication = indication;
  protocol.structure = std::string(IndicationName(indication));
  protocol.finding_site = finding_site.Concept();
  protocol.segment_property_type = type.Concept();
  return protocol;
}

const IndicationProtocol& ProtocolOf(Indication indication) {
  static const std::vector<IndicationProtocol> rows = {PatellarTendonRow(),
                                                       AchillesTendonRow(),
                                                       SupraspinatusTendonRow(),
                                                       HamstringTendonRow(),
                                                       BoneRow(),
                                                       IntervertebralDiscRow(),
                                                       ArticularCartilageRow()};
  for (const IndicationProtocol& row : rows) {
    if (row.indication == indication) return row;
  }
  assert(false && "every indication has a row");
  return rows.front();
}

}  // namespace regen
