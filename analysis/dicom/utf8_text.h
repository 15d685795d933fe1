// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: the text of datasets, as UTF-8.
#pragma once

#include <string>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace regen::dicom {

// SpecificCharacterSet of the nearest item around `item` that states one (PS3.5 section 7.5.3);
// empty: ASCII.
std::string CharacterSetOf(DcmItem& item);

// Whether all text of `element`, that of nested items too, is defined in its character set:
// `character_set` or a nested item's own. Only then ConvertToUtf8 loses nothing.
bool IsConvertible(DcmElement& element, const std::string& character_set);

// Turns all text of `element` into UTF-8; a nested item's own SpecificCharacterSet goes.
void ConvertToUtf8(DcmElement& element, const std::string& character_set);

}  // namespace regen::dicom
