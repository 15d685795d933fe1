// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: what our multi-frame images (SEG, parametric map) have alike
// (PS3.3 C.7.6.16, C.7.6.17, C.12.4).
#pragma once

#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/source_slices.h"
#include "analysis/geometry/volume_geometry.h"

#include <cstdint>
#include <string>
#include <vector>

namespace regen::dicom {

// A decimal string without "-0".
std::string Ds(double value);
std::string DsList(const Vec3& values);

// Common Instance Reference: all images of all slices, by series.
void PutReferences(DcmItem& dataset, const std::vector<SourceSlice>& slices);

// Multi-frame Dimension: one organisation of the indices named, position last.
struct Dimension {
  DcmTagKey pointer;
  DcmTagKey group;
  const char* label;
};
void PutDimensions(DcmItem& dataset,
                   const std::string& dimension_uid,
                   const std::vector<Dimension>& dimensions);
Dimension PositionDimension();

// Pixel Measures and Plane Orientation of all frames. Thickness and orientation are the
// source's own decimals where it has them: viewers compare them with the images'.
void PutSharedGeometry(DcmItem& shared, const VolumeGeometry& grid, DcmItem& source);

// One more item of the per-frame groups: where the frame lies, what it was derived from and its
// dimension indices.
DcmItem& AppendFrame(DcmItem& dataset,
                     const SourceSlice& slice,
                     const Code& derivation,
                     const std::vector<std::uint32_t>& index);

}  // namespace regen::dicom
