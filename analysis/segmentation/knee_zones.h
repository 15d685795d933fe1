// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/knee_bones.h"
#include "analysis/segmentation/knee_layers.h"

#include <utility>

namespace regen {

// Where anatomy allows joint cartilage on each bone of a knee: on the condyles and, behind the
// patella, on the trochlea; on the plateau under the condyles; on the back of the patella but
// its apex. What is returned refers to `view` and `bones`, which have to stay.
MayHaveCartilage FemoralZone(const AnatomicalView& view, const KneeBones& bones);
MayHaveCartilage TibialZone(const AnatomicalView& view, const KneeBones& bones);
MayHaveCartilage PatellarZone(const AnatomicalView& view, const BoneBody& patella);

// First and last row of a body, in millimetres down.
std::pair<double, double> RowsMm(const AnatomicalView& view, const BoneBody& body);

// Share of where cartilage may be that has it.
double CoveredShare(const std::vector<LayeredSection>& sections);

}  // namespace regen
