// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/results/file_meta.h"

#include "analysis/base/text.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace regen {
namespace {

constexpr std::size_t kPreambleBytes = 128;
constexpr std::uint32_t kMetaGroup = 0x0002;
constexpr std::uint32_t kMediaStorageSopClass = 0x0002;
constexpr std::uint32_t kMediaStorageSopInstance = 0x0003;

std::uint32_t LittleEndian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  }
  return value;
}

bool HasLongLength(std::string_view vr) {
  constexpr std::array<std::string_view, 6> kLong = {"OB", "OW", "OF", "SQ", "UT", "UN"};
  for (const std::string_view one : kLong) {
    if (vr == one) {
      return true;
    }
  }
  return false;
}

}  // namespace

Result<FileMeta> ReadFileMeta(std::string_view file) {
  if (file.size() < kPreambleBytes + 4 || file.substr(kPreambleBytes, 4) != "DICM") {
    return InputError("a result is no DICOM file: expected DICM behind the preamble");
  }
  FileMeta meta;
  std::size_t at = kPreambleBytes + 4;
  while (at + 8 <= file.size() && LittleEndian(file, at, 2) == kMetaGroup) {
    const std::uint32_t element = LittleEndian(file, at + 2, 2);
    const bool long_length = HasLongLength(file.substr(at + 4, 2));
    if (long_length && at + 12 > file.size()) {
      break;
    }
    const std::size_t length =
        long_length ? LittleEndian(file, at + 8, 4) : LittleEndian(file, at + 6, 2);
    at += long_length ? 12 : 8;
    if (length > file.size() - at) {
      return InputError("a result is no DICOM file: its meta group is cut short");
    }
    const std::string value(Trim(file.substr(at, length)));
    at += length;
    if (element == kMediaStorageSopClass) {
      meta.sop_class_uid = value;
    } else if (element == kMediaStorageSopInstance) {
      meta.sop_instance_uid = value;
    }
  }
  if (meta.sop_class_uid.empty() || meta.sop_instance_uid.empty()) {
    return InputError(
        "a result is no DICOM file: expected SOP class and instance in group 0002");
  }
  return meta;
}

}  // namespace regen
