// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/object_pixels.h"

#include "analysis/base/text.h"
#include "analysis/dicom/codestream.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/jpeg2000.h"

#include <algorithm>
#include <cassert>
#include <span>
#include <string_view>
#include <utility>

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>

namespace regen::dicom {

namespace {

void RegisterDecoders() {
  static const bool registered = [] {
    DcmRLEDecoderRegistration::registerCodecs();
    DJDecoderRegistration::registerCodecs();
    DJLSDecoderRegistration::registerCodecs();
    return true;
  }();
  static_cast<void>(registered);
}

// What DCMTK's decoders ask of a dataset, for one frame.
void PutFormat(DcmDataset& dataset, const PixelFormat& format) {
  PutUint16(dataset, DCM_SamplesPerPixel, 1);
  Put(dataset, DCM_PhotometricInterpretation, "MONOCHROME2");
  Put(dataset, DCM_NumberOfFrames, "1");
  PutUint16(dataset, DCM_Rows, format.rows);
  PutUint16(dataset, DCM_Columns, format.columns);
  PutUint16(dataset, DCM_BitsAllocated, format.bits_allocated);
  PutUint16(dataset, DCM_BitsStored, format.bits_stored);
  PutUint16(dataset, DCM_HighBit, format.high_bit);
  PutUint16(dataset, DCM_PixelRepresentation, format.is_signed ? 1 : 0);
}

// Pixel data of one fragment behind an empty offset table.
std::unique_ptr<DcmPixelData> OneFragment(E_TransferSyntax syntax,
                                          const std::vector<std::uint8_t>& stream) {
  auto fragment = std::make_unique<DcmPixelItem>(DcmTag(DCM_PixelItemTag));
  Require(fragment->putUint8Array(stream.data(), static_cast<unsigned long>(stream.size())),
          "fragment");
  auto sequence = std::make_unique<DcmPixelSequence>(DcmTag(DCM_PixelSequenceTag));
  Require(sequence->insert(std::make_unique<DcmPixelItem>(DcmTag(DCM_PixelItemTag)).release()),
          "offset table");
  Require(sequence->insert(fragment.release()), "fragment");
  auto pixels = std::make_unique<DcmPixelData>(DcmTag(DCM_PixelData, EVR_OB));
  pixels->putOriginalRepresentation(syntax, nullptr, sequence.release());
  return pixels;
}

}  // namespace

Result<ObjectPixels> ObjectPixels::Open(const PixelLayout& layout, FrameBuffers& buffers) {
  RegisterDecoders();
  ObjectPixels pixels(layout, {layout.file, layout.stamp, layout.place}, buffers);
  if (!pixels.reader_.is_open()) {
    return pixels.PixelError("is gone or was changed since the folder was read");
  }
  if (const Status found = pixels.FindFrames(); !found) return found.error();
  return pixels;
}

ObjectPixels::ObjectPixels(const PixelLayout& layout,
                           prescan::PixelReader reader,
                           FrameBuffers& buffers)
    : layout_(&layout), reader_(std::move(reader)), buffers_(&buffers) {}

Error ObjectPixels::PixelError(const std::string& text) const {
  return InputError(StrCat(ShortName(layout_->file), ": ", text));
}

Status ObjectPixels::FindFrames() {
  if (layout_->codec == Codec::kNative) return Done{};
  first_fragment_ = FirstFragments(layout_->place, format().frames, layout_->codec, reader_);
  if (!first_fragment_.empty()) return Done{};
  return PixelError(StrCat("PixelData (7FE0,0010) does not hold ",
                           format().frames,
                           " compressed frames (NumberOfFrames)"));
}

Status ObjectPixels::ReadNative(int frame_number) {
  const std::span<std::uint8_t> bytes(reinterpret_cast<std::uint8_t*>(buffers_->decoded.data()),
                                      format().BytesOfFrame());
  const std::uint64_t at =
      std::uint64_t{format().BytesOfFrame()} * static_cast<std::uint64_t>(frame_number - 1);
  if (reader_.ReadNative(at, bytes, format().bits_allocated == 16)) return Done{};
  return PixelError(StrCat("PixelData (7FE0,0010) of frame ", frame_number, " cannot be read"));
}

// The bytes of all fragments of a frame.
Status ObjectPixels::ReadStream(int frame_number) {
  const auto& fragments = layout_->place.fragments;
  const auto frame = static_cast<std::size_t>(frame_number - 1);
  const std::size_t first = first_fragment_[frame];
  const std::size_t end =
      frame + 1 < first_fragment_.size() ? first_fragment_[frame + 1] : fragments.size();
  std::size_t bytes = 0;
  for (std::size_t n = first; n < end; ++n) bytes += fragments[n].length;
  buffers_->stream.resize(bytes);
  std::span<std::uint8_t> rest(buffers_->stream);
  for (std::size_t n = first; n < end; ++n) {
    if (!reader_.ReadFragment(n, rest.first(fragments[n].length))) {
      return PixelError(
          StrCat("PixelData (7FE0,0010) of frame ", frame_number, " cannot be read"));
    }
    rest = rest.subspan(fragments[n].length);
  }
  return Done{};
}

// A decoder believes the stream; we believe the header that the volume was made for.
Status ObjectPixels::CheckStream() const {
  const auto told = ReadJpegHeader(buffers_->stream);
  if (!told) return PixelError("PixelData (7FE0,0010) holds no JPEG stream");
  const bool fits = told->columns == format().columns && told->rows == format().rows &&
                    told->components == 1 &&
                    (told->precision > 8 ? 16 : 8) == format().bits_allocated;
  if (!fits) {
    return PixelError(StrCat("the JPEG stream holds ",
                             told->columns,
                             " x ",
                             told->rows,
                             " pixels of ",
                             told->components,
                             " components and ",
                             told->precision,
                             " bits, which Columns, Rows and BitsAllocated do not say"));
  }
  if (told->lossy && layout_->must_be_lossless) {
    return PixelError("the JPEG-LS stream is lossy, its transfer syntax says lossless");
  }
  return Done{};
}

Status ObjectPixels::DecodeByDcmtk(int frame_number) {
  std::vector<std::uint16_t>& decoded = buffers_->decoded;
  DcmDataset dataset;
  PutFormat(dataset, format());
  auto owned = OneFragment(layout_->syntax, buffers_->stream);
  DcmPixelData& pixels = *owned;
  Require(dataset.insert(owned.release()), "PixelData");
  OFString color_model;
  Uint32 first = 1;
  const OFCondition read = pixels.getUncompressedFrame(
      &dataset, 0, first, decoded.data(), static_cast<Uint32>(decoded.size() * 2), color_model);
  if (read.good()) return Done{};
  return PixelError(StrCat("PixelData (7FE0,0010) of frame ",
                           frame_number,
                           " cannot be read (",
                           std::string_view(read.text()),
                           ")"));
}

Status ObjectPixels::DecodeByOpenJpeg(int frame_number) {
  const auto told = ReadJpeg2000Header(buffers_->stream);
  if (told && told->lossy && layout_->must_be_lossless) {
    return PixelError(
        "the JPEG 2000 stream is irreversible, its transfer syntax says lossless");
  }
  auto words = DecodeJpeg2000(buffers_->stream, format().rows, format().columns);
  if (!words) {
    return PixelError(StrCat("PixelData (7FE0,0010) of frame ",
                             frame_number,
                             " cannot be decompressed: ",
                             words.error().message));
  }
  buffers_->decoded = *std::move(words);
  return Done{};
}

Status ObjectPixels::Decode(int frame_number) {
  if (layout_->codec == Codec::kJpeg2000) return DecodeByOpenJpeg(frame_number);
  if (layout_->codec != Codec::kRle) {
    if (const Status fits = CheckStream(); !fits) return fits;
  }
  return DecodeByDcmtk(frame_number);
}

Status ObjectPixels::ReadFrame(int frame_number, float* values) {
  if (frame_number < 1 || frame_number > format().frames) {
    return PixelError(StrCat("no frame ", frame_number, " of ", format().frames));
  }
  // Words, so that the bytes of a frame are aligned for both; nothing of the frame before is
  // left where a decoder stops short.
  buffers_->decoded.assign((format().BytesOfFrame() + 1) / 2, 0);
  if (layout_->codec == Codec::kNative) {
    if (const Status read = ReadNative(frame_number); !read) return read;
  } else {
    if (const Status read = ReadStream(frame_number); !read) return read;
    if (const Status decoded = Decode(frame_number); !decoded) return decoded;
  }
  const Rescale& rescale = layout_->RescaleOf(frame_number);
  const std::size_t count = format().PixelsOfFrame();
  if (format().bits_allocated == 16 || layout_->codec == Codec::kJpeg2000) {
    ConvertPixels(std::span<const std::uint16_t>(buffers_->decoded.data(), count),
                  format(),
                  rescale,
                  values);
  } else {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(buffers_->decoded.data());
    ConvertPixels(std::span<const std::uint8_t>(bytes, count), format(), rescale, values);
  }
  return Done{};
}

}  // namespace regen::dicom
