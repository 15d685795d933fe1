// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/private_elements.h"

#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"

#include <algorithm>
#include <string>

namespace regen::dicom {

bool MayBeRead(std::uint32_t tag) {
  const std::uint32_t group = tag >> 16U;
  const std::uint32_t element = tag & 0xFFFFU;
  if (group % 2 == 0) return true;
  return std::any_of(kVendorElements.begin(), kVendorElements.end(), [&](const auto& one) {
    const bool reserves_a_block = element >= 0x10 && element <= 0xFF;
    return one.group == group && (reserves_a_block || one.element == (element & 0xFFU));
  });
}

std::optional<DcmTagKey> PrivateTag(DcmItem& item, const VendorElement& wanted) {
  // One walk through the elements; to ask for each of 240 possible blocks takes that many.
  for (DcmObject* object = item.nextInContainer(nullptr); object != nullptr;
       object = item.nextInContainer(object)) {
    const Uint16 block = object->getETag();
    if (object->getGTag() > wanted.group) break;
    if (object->getGTag() != wanted.group || block < 0x10 || block > 0xFF) continue;
    OFString text;
    auto* reservation = dynamic_cast<DcmElement*>(object);
    if (reservation == nullptr || reservation->getOFString(text, 0).bad()) continue;
    if (Trim(std::string_view(text.c_str(), text.size())) == wanted.creator) {
      return DcmTagKey(wanted.group, static_cast<Uint16>((block << 8U) | wanted.element));
    }
  }
  return std::nullopt;
}

std::optional<double> PrivateNumber(DcmItem& item, const VendorElement& wanted) {
  const auto tag = PrivateTag(item, wanted);
  if (!tag) return std::nullopt;
  DcmElement* found = nullptr;
  if (item.findAndGetElement(*tag, found).bad() || found == nullptr) return std::nullopt;
  std::string text = AttributeText(item, *tag);
  if (found->getVR() == EVR_UN) {  // its values are hexadecimal for DCMTK
    constexpr Uint32 kLongestNumber = 64;
    Uint8* bytes = nullptr;
    if (found->getLength() > kLongestNumber || found->getUint8Array(bytes).bad() ||
        bytes == nullptr) {
      return std::nullopt;
    }
    text.assign(bytes, bytes + found->getLength());
  }
  return ParseDouble(Split(text, '\\').front());
}

}  // namespace regen::dicom
