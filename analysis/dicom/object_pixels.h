// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: the pixels of one MR object, frame by frame.
#pragma once

#include "analysis/base/result.h"
#include "analysis/dicom/attribute_lookup.h"
#include "analysis/dicom/pixel_format.h"
#include "analysis/dicom/pixel_fragments.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcfcache.h>
#include <dcmtk/dcmdata/dctk.h>

namespace regen::dicom {

// An open MR object of any transfer syntax that is decoded here: native, deflated, RLE, JPEG,
// JPEG-LS, JPEG 2000. Frames are decoded one at a time; none is kept.
class ObjectPixels {
 public:
  // The file must hold `sop_instance_uid`. Fails by name: file, attribute, what was expected.
  static Result<ObjectPixels> Open(const std::filesystem::path& file,
                                   const std::string& sop_instance_uid);

  const PixelFormat& format() const { return format_; }

  // Rows × columns values of a frame (from 1; 1 for an object of one): stored values rescaled
  // as that frame says.
  Status ReadFrame(int frame_number, float* values);

  // RescaleSlope times Philips' own scale slope (2005,100E): values divided by it can be
  // compared between frames that were scaled differently. Nothing where there is none.
  std::optional<double> PhilipsScale(int frame_number) const;

 private:
  ObjectPixels(std::filesystem::path file,
               std::unique_ptr<DcmFileFormat> object,
               const PixelFormat& format);

  Status FindFrames();
  Result<Rescale> RescaleOf(int frame_number) const;
  Status DecodeByDcmtk(int frame_number);
  Status DecodeByOpenJpeg(int frame_number);
  Status CheckStream(int frame_number);
  unsigned long FragmentAfter(int frame_number) const;
  Error PixelError(const std::string& text) const;
  DcmDataset& dataset() const { return *object_->getDataset(); }

  std::filesystem::path file_;
  std::unique_ptr<DcmFileFormat> object_;
  PixelFormat format_;
  std::unique_ptr<FunctionalGroupItems> groups_;
  Codec codec_ = Codec::kNative;
  DcmPixelData* pixels_ = nullptr;
  DcmPixelSequence* fragments_ = nullptr;
  std::vector<unsigned long> first_fragment_;  // of each frame
  std::unique_ptr<DcmFileCache> cache_;        // keeps the file open between frames
  std::vector<std::uint16_t> decoded_;         // one frame, bytes or words
};

}  // namespace regen::dicom
