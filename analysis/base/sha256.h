// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

std::array<std::uint8_t, 32> Sha256(std::string_view bytes);
std::string Sha256Hex(std::string_view bytes);  // 64 lower-case hexadecimal digits

// Digest of a set of SOP Instance UIDs: independent of their order and of repetitions.
std::string DigestOfUids(std::vector<std::string> uids);

// A DICOM UID under 2.25 (PS3.5 annex B.2) made from the first 128 bits of SHA-256(`name`),
// marked as a version 8 UUID (RFC 9562: custom). The same name gives the same UID everywhere.
std::string UidFromName(std::string_view name);

}  // namespace regen
