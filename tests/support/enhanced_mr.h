// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/mr_files.h"

#include <filesystem>
#include <functional>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace regen::test {

// The images of `series` as one Enhanced MR object, written with DCMTK alone: frames in the
// order of slices, echoes within. Position, echo time and frame content stand in the frames'
// own groups, orientation, pixel measures and timing in the shared ones.
struct EnhancedMr {
  MrFiles series;
  // Changes the groups of one frame, or the whole object, before it is written.
  std::function<void(DcmItem& groups, int slice, int echo)> edit_frame;
  std::function<void(DcmDataset& object)> edit_object;
};

// Writes `folder`/enhanced.dcm; the folder is made.
std::filesystem::path WriteEnhancedMr(const EnhancedMr& object,
                                      const std::filesystem::path& folder);

// Classic images of one series as one Enhanced MR object, in the order given. `edit_frame`
// changes the groups of the n-th, from 0.
void ConvertToEnhancedMr(const std::vector<std::filesystem::path>& files,
                         const std::string& sop_instance_uid,
                         const std::function<void(DcmItem& groups, int n)>& edit_frame,
                         DcmDataset& object);

// The first item of a sequence, made where it is missing.
DcmItem& MacroOf(DcmItem& item, const DcmTagKey& sequence);

// Saves the file anew in another transfer syntax; the encoders must be registered.
bool Transcode(const std::filesystem::path& file,
               E_TransferSyntax syntax,
               const DcmRepresentationParameter* parameter = nullptr);

}  // namespace regen::test
