// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace regen::test {

inline constexpr const char* kSrClass = "1.2.840.10008.5.1.4.1.1.88.34";
inline constexpr const char* kSegClass = "1.2.840.10008.5.1.4.1.1.66.4";

// One element of group 0002 in explicit VR little endian.
inline std::string MetaElement(char element, const std::string& vr, std::string value) {
  if (value.size() % 2 != 0) value.push_back('\0');
  std::string bytes = {'\x02', '\0', element, '\0'};
  bytes += vr;
  const auto length = value.size();
  if (vr == "OB") {
    bytes += {'\0', '\0'};
    bytes += {static_cast<char>(length & 0xff), static_cast<char>(length >> 8), '\0', '\0'};
  } else {
    bytes += {static_cast<char>(length & 0xff), static_cast<char>(length >> 8)};
  }
  return bytes + value;
}

// A file that is DICOM as far as its meta group; behind it "study=UID" (InMemoryArchive).
inline std::string ResultFile(const std::string& sop_class,
                              const std::string& sop_instance,
                              const std::string& study = "1.2.3.2") {
  return std::string(128, '\0') + "DICM" + MetaElement(1, "OB", std::string("\0\1", 2)) +
         MetaElement(2, "UI", sop_class) + MetaElement(3, "UI", sop_instance) +
         "study=" + study;
}

}  // namespace regen::test
