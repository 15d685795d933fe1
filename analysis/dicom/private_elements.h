// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: elements of vendors.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace regen::dicom {

// `element` within the block of `group` that `creator` has reserved, which differs from file to
// file (PS3.5 section 7.8.1).
struct VendorElement {
  Uint16 group = 0;
  std::string_view creator;
  Uint16 element = 0;
};

inline constexpr VendorElement kSiemensBValue = {0x0019, "SIEMENS MR HEADER", 0x0C};
inline constexpr VendorElement kPhilipsBValue = {0x2001, "Philips Imaging DD 001", 0x03};
inline constexpr VendorElement kGeBValue = {0x0043, "GEMS_PARM_01", 0x39};
inline constexpr VendorElement kGeImageType = {0x0043, "GEMS_PARM_01", 0x2F};
inline constexpr VendorElement kPhilipsScaleSlope = {0x2005, "Philips MR Imaging DD 001", 0x0E};
inline constexpr VendorElement kPhilipsFrame = {0x2005, "Philips MR Imaging DD 005", 0x0F};

// All that this program reads: what is not here is left out of the headers of images.
inline constexpr std::array kVendorElements = {
    kSiemensBValue, kPhilipsBValue, kGeBValue, kGeImageType, kPhilipsScaleSlope, kPhilipsFrame};

// False for the elements of vendors that none of `kVendorElements` can be, and that reserve no
// block for one; true for all others.
bool MayBeRead(std::uint32_t tag);

// Its tag in this item; nothing where the creator has reserved no block.
std::optional<DcmTagKey> PrivateTag(DcmItem& item, const VendorElement& wanted);

// Its first value; nothing where it is absent or no number. Elements whose VR got lost (UN) are
// read as text.
std::optional<double> PrivateNumber(DcmItem& item, const VendorElement& wanted);

}  // namespace regen::dicom
