// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/compression.h"

#include "analysis/dicom/codestream.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/pixel_fragments.h"

#include <algorithm>

namespace regen::dicom {

bool IsLossy(const std::filesystem::path& file, DcmDataset& header) {
  const E_TransferSyntax syntax = header.getOriginalXfer();
  const Codec codec = CodecOf(syntax);
  if (IsLossyProcess(syntax)) return true;
  if (syntax != EXS_JPEGLSLossy && syntax != EXS_JPEG2000) return false;
  auto object = ReadObject(file);
  if (!object) return false;
  DcmPixelSequence* fragments = FragmentsOf(*(*object)->getDataset(), syntax);
  if (fragments == nullptr) return false;
  const auto stream = JoinFragments(*fragments, 1, std::min(fragments->card(), 2UL));
  const auto told =
      codec == Codec::kJpegLs ? ReadJpegHeader(stream) : ReadJpeg2000Header(stream);
  return told && told->lossy;
}

}  // namespace regen::dicom
