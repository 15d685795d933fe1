// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: elements of vendors.
#pragma once

#include <optional>
#include <string_view>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace regen::dicom {

// The tag of a vendor's element: `element` within the block that `creator` has reserved, which
// differs from file to file (PS3.5 section 7.8.1). Nothing where it has reserved none.
std::optional<DcmTagKey> PrivateTag(DcmItem& item,
                                    Uint16 group,
                                    std::string_view creator,
                                    Uint16 element);

// Its first value; nothing where it is absent or no number. Elements whose VR got lost (UN) are
// read as text.
std::optional<double> PrivateNumber(DcmItem& item,
                                    Uint16 group,
                                    std::string_view creator,
                                    Uint16 element);

}  // namespace regen::dicom
