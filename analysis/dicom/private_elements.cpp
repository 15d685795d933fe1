// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/private_elements.h"

#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"

#include <string>

namespace regen::dicom {

std::optional<DcmTagKey> PrivateTag(DcmItem& item,
                                    Uint16 group,
                                    std::string_view creator,
                                    Uint16 element) {
  for (Uint16 block = 0x10; block <= 0xFF; ++block) {
    const DcmTagKey reservation(group, block);
    if (!item.tagExists(reservation)) continue;
    if (AttributeText(item, reservation) == creator) {
      return DcmTagKey(group, static_cast<Uint16>((block << 8U) | element));
    }
  }
  return std::nullopt;
}

std::optional<double> PrivateNumber(DcmItem& item,
                                    Uint16 group,
                                    std::string_view creator,
                                    Uint16 element) {
  const auto tag = PrivateTag(item, group, creator, element);
  if (!tag) return std::nullopt;
  DcmElement* found = nullptr;
  if (item.findAndGetElement(*tag, found).bad() || found == nullptr) return std::nullopt;
  std::string text = AttributeText(item, *tag);
  if (found->getVR() == EVR_UN && found->getLength() <= 64) {
    Uint8* bytes = nullptr;
    if (found->getUint8Array(bytes).bad() || bytes == nullptr) return std::nullopt;
    text.assign(bytes, bytes + found->getLength());
  }
  return ParseDouble(Split(text, '\\').front());
}

}  // namespace regen::dicom
