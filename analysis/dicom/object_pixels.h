// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: the pixels of one MR object, frame by frame.
#pragma once

#include "analysis/base/result.h"
#include "analysis/dicom/pixel_layout.h"
#include "analysis/prescan/pixel_reader.h"

#include <cstdint>
#include <string>
#include <vector>

namespace regen::dicom {

// Memory that a reader of many frames takes once: fresh pages for every frame cost as much as
// decoding it.
struct FrameBuffers {
  std::vector<std::uint8_t> stream;    // all fragments of a frame
  std::vector<std::uint16_t> decoded;  // one frame, bytes or words
};

// An open MR object of any transfer syntax that is decoded here: native, deflated, RLE, JPEG,
// JPEG-LS, JPEG 2000 with and without High Throughput. Only the bytes of a frame are read and
// decoded, straight from where the header's reading found them; none is kept.
class ObjectPixels {
 public:
  // The file must not have changed since its header was read. `layout` and `buffers` must
  // outlive the object; what `buffers` held before is never seen.
  // Fails by name: file, attribute, what was expected.
  static Result<ObjectPixels> Open(const PixelLayout& layout, FrameBuffers& buffers);

  const PixelFormat& format() const { return layout_->format; }

  // Rows × columns values of a frame (from 1; 1 for an object of one): stored values rescaled
  // as that frame says.
  Status ReadFrame(int frame_number, float* values);

 private:
  ObjectPixels(const PixelLayout& layout, prescan::PixelReader reader, FrameBuffers& buffers);

  Status FindFrames();
  Status ReadNative(int frame_number);
  Status ReadStream(int frame_number);
  Status Decode(int frame_number);
  Status DecodeByDcmtk(int frame_number);
  Status DecodeByOpenJpeg(int frame_number);
  Status CheckStream() const;
  Error PixelError(const std::string& text) const;

  const PixelLayout* layout_;
  prescan::PixelReader reader_;
  FrameBuffers* buffers_;
  std::vector<std::size_t> first_fragment_;  // of each frame
};

}  // namespace regen::dicom
