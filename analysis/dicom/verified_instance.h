// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: what the verified versions of all objects have alike.
#pragma once

#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/verify_report.h"

#include <string>
#include <string_view>

namespace regen::dicom {

// Makes the object the next instance of its series, of the verification's moment, under a UID
// that derives from its own and from the verification, and saves it as KIND.dcm or
// KIND-ROLE.dcm.
Result<WrittenObject> SaveVerified(DcmFileFormat& object,
                                   std::string_view kind,
                                   const std::string& role,
                                   const Verification& verification,
                                   const std::filesystem::path& output);

// The document and the pixels of our pages (write_document_pages.cpp).
void PutEncapsulated(DcmItem& dataset, const std::string& pdf);
void PutPicture(DcmItem& dataset, const RgbPicture& picture);

}  // namespace regen::dicom
