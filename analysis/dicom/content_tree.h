// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: from plain content items to DCMTK's document tree.
#pragma once

#include "analysis/dicom/content_item.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmsr/dsrdoctr.h>

namespace regen::dicom {

// Fills an empty tree. Throws DcmtkError, with the concept's meaning, where DCMTK refuses an
// item: its constraints are those of the document's IOD.
void FillTree(DSRDocumentTree& tree, const ContentItem& root);

}  // namespace regen::dicom
