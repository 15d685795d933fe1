// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/indication.h"
#include "analysis/indications/protocol_rows.h"

#include <cassert>
#include <utility>

namespace regen {

IndicationProtocol EmptyRow(Indication indication,
                            CodedConcept finding_site,
                            CodedConcept type) {
  IndicationProtocol protocol;
  protocol.indication = indication;
  protocol.structure = std::string(IndicationName(indication));
  protocol.finding_site = std::move(finding_site);
  protocol.segment_property_type = std::move(type);
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

const IndicationProtocol& ProtocolAt(Indication indication, std::string_view level) {
  static const std::vector<IndicationProtocol> rows = [] {
    std::vector<IndicationProtocol> all;
    for (const Indication each : AllIndications()) {
      for (const auto& site : ProtocolOf(each).finding_site_of_level) {
        all.push_back(ProtocolOf(each));
        all.back().level = site.first;
      }
    }
    return all;
  }();
  for (const IndicationProtocol& row : rows) {
    if (row.indication == indication && row.level == level) return row;
  }
  return ProtocolOf(indication);
}

}  // namespace regen
