// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/object_pixels.h"

#include "analysis/base/text.h"
#include "analysis/dicom/codestream.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/jpeg2000.h"
#include "analysis/dicom/private_elements.h"

#include <utility>

#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>

namespace regen::dicom {

namespace {

constexpr std::string_view kPhilipsScaling = "Philips MR Imaging DD 001";
constexpr std::string_view kPhilipsFrames = "Philips MR Imaging DD 005";

void RegisterDecoders() {
  static const bool registered = [] {
    DcmRLEDecoderRegistration::registerCodecs();
    DJDecoderRegistration::registerCodecs();
    DJLSDecoderRegistration::registerCodecs();
    return true;
  }();
  static_cast<void>(registered);
}

// A number of the item; `otherwise` where it is absent, nothing where it is none.
std::optional<double> NumberOr(DcmItem& item, const DcmTagKey& tag, double otherwise) {
  const std::string text = AttributeText(item, tag);
  return text.empty() ? otherwise : ParseDouble(text);
}

}  // namespace

Result<ObjectPixels> ObjectPixels::Open(const std::filesystem::path& file,
                                        const std::string& sop_instance_uid) {
  RegisterDecoders();
  auto object = ReadObject(file);
  if (!object) return object.error();
  DcmDataset& dataset = *(*object)->getDataset();
  if (AttributeText(dataset, DCM_SOPInstanceUID) != sop_instance_uid) {
    return InputError(StrCat(ShortName(file),
                             ": SOPInstanceUID (0008,0018) changed since the folder was read"));
  }
  const auto format = ReadPixelFormat(dataset, file);
  if (!format) return format.error();
  ObjectPixels pixels(file, *std::move(object), *format);
  if (const Status found = pixels.FindFrames(); !found) return found.error();
  return pixels;
}

ObjectPixels::ObjectPixels(std::filesystem::path file,
                           std::unique_ptr<DcmFileFormat> object,
                           const PixelFormat& format)
    : file_(std::move(file)),
      object_(std::move(object)),
      format_(format),
      groups_(std::make_unique<FunctionalGroupItems>(*object_->getDataset())),
      cache_(std::make_unique<DcmFileCache>()) {}

Error ObjectPixels::PixelError(const std::string& text) const {
  return InputError(StrCat(ShortName(file_), ": ", text));
}

Status ObjectPixels::FindFrames() {
  DcmElement* element = nullptr;
  if (dataset().findAndGetElement(DCM_PixelData, element).good()) {
    pixels_ = dynamic_cast<DcmPixelData*>(element);
  }
  if (pixels_ == nullptr) return PixelError("PixelData (7FE0,0010) is missing");
  const E_TransferSyntax syntax = dataset().getOriginalXfer();
  codec_ = CodecOf(syntax);
  if (codec_ == Codec::kUnknown) {
    return PixelError(StrCat("transfer syntax ",
                             std::string_view(DcmXfer(syntax).getXferName()),
                             ", expected uncompressed, deflated, RLE, JPEG, JPEG-LS or "
                             "JPEG 2000"));
  }
  // Words, so that the bytes of a frame are aligned for both.
  decoded_.assign((format_.BytesOfFrame() + 1) / 2, 0);
  if (codec_ == Codec::kNative) return Done{};
  fragments_ = FragmentsOf(dataset(), syntax);
  if (fragments_ != nullptr) {
    first_fragment_ = FirstFragments(*fragments_, format_.frames, codec_);
  }
  if (first_fragment_.empty()) {
    return PixelError(StrCat("PixelData (7FE0,0010) does not hold ",
                             format_.frames,
                             " compressed frames (NumberOfFrames)"));
  }
  return Done{};
}

unsigned long ObjectPixels::FragmentAfter(int frame_number) const {
  const auto next = static_cast<std::size_t>(frame_number);
  return next < first_fragment_.size() ? first_fragment_[next] : fragments_->card();
}

// A decoder believes the stream; we believe the header that the volume was made for.
Status ObjectPixels::CheckStream(int frame_number) {
  const unsigned long first = first_fragment_[static_cast<std::size_t>(frame_number - 1)];
  const auto stream = JoinFragments(*fragments_, first, first + 1);
  const auto told = ReadJpegHeader(stream);
  if (!told) return PixelError("PixelData (7FE0,0010) holds no JPEG stream");
  const bool fits = told->columns == format_.columns && told->rows == format_.rows &&
                    told->components == 1 &&
                    (told->precision > 8 ? 16 : 8) == format_.bits_allocated;
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
  if (told->lossy && dataset().getOriginalXfer() == EXS_JPEGLSLossless) {
    return PixelError("the JPEG-LS stream is lossy, its transfer syntax says lossless");
  }
  return Done{};
}

Status ObjectPixels::DecodeByDcmtk(int frame_number) {
  Uint32 fragment = 0;
  if (codec_ != Codec::kNative) {
    fragment = static_cast<Uint32>(first_fragment_[static_cast<std::size_t>(frame_number - 1)]);
  }
  OFString color_model;
  const OFCondition read =
      pixels_->getUncompressedFrame(&dataset(),
                                    static_cast<Uint32>(frame_number - 1),
                                    fragment,
                                    decoded_.data(),
                                    static_cast<Uint32>(decoded_.size() * 2),
                                    color_model,
                                    cache_.get());
  if (read.good()) return Done{};
  return PixelError(StrCat("PixelData (7FE0,0010) of frame ",
                           frame_number,
                           " cannot be read (",
                           std::string_view(read.text()),
                           ")"));
}

Status ObjectPixels::DecodeByOpenJpeg(int frame_number) {
  const unsigned long first = first_fragment_[static_cast<std::size_t>(frame_number - 1)];
  const auto stream = JoinFragments(*fragments_, first, FragmentAfter(frame_number));
  const auto told = ReadJpeg2000Header(stream);
  if (told && told->lossy && dataset().getOriginalXfer() == EXS_JPEG2000LosslessOnly) {
    return PixelError(
        "the JPEG 2000 stream is irreversible, its transfer syntax says lossless");
  }
  auto words = DecodeJpeg2000(stream, format_.rows, format_.columns);
  if (!words) {
    return PixelError(StrCat("PixelData (7FE0,0010) of frame ",
                             frame_number,
                             " cannot be decompressed: ",
                             words.error().message));
  }
  decoded_ = *std::move(words);
  return Done{};
}

Result<Rescale> ObjectPixels::RescaleOf(int frame_number) const {
  DcmItem* item = groups_->Macro(frame_number - 1, DCM_PixelValueTransformationSequence);
  if (item == nullptr) {
    item = groups_->Macro(FunctionalGroups::kShared, DCM_PixelValueTransformationSequence);
  }
  if (item == nullptr) item = &dataset();
  const auto slope = NumberOr(*item, DCM_RescaleSlope, 1);
  const auto intercept = NumberOr(*item, DCM_RescaleIntercept, 0);
  if (!slope || *slope == 0 || !intercept) {
    return PixelError(
        "RescaleSlope (0028,1053) or RescaleIntercept (0028,1052) is not a usable number");
  }
  return Rescale{*slope, *intercept};
}

std::optional<double> ObjectPixels::PhilipsScale(int frame_number) const {
  DcmItem* item = &dataset();
  if (groups_->frames() > 0) {
    // Each frame's own attributes stand in a private sequence of its groups.
    item = groups_->ItemAt(frame_number - 1);
    const auto tag =
        item == nullptr ? std::nullopt : PrivateTag(*item, 0x2005, kPhilipsFrames, 0x0F);
    item = tag ? groups_->Macro(frame_number - 1, *tag) : nullptr;
  }
  if (item == nullptr) return std::nullopt;
  const auto scale_slope = PrivateNumber(*item, 0x2005, kPhilipsScaling, 0x0E);
  const auto rescale = RescaleOf(frame_number);
  if (!scale_slope || !(*scale_slope > 0) || !rescale) return std::nullopt;
  return rescale->slope * *scale_slope;
}

Status ObjectPixels::ReadFrame(int frame_number, float* values) {
  if (frame_number < 1 || frame_number > format_.frames) {
    return PixelError(StrCat("no frame ", frame_number, " of ", format_.frames));
  }
  const auto rescale = RescaleOf(frame_number);
  if (!rescale) return rescale.error();
  if (codec_ == Codec::kJpeg || codec_ == Codec::kJpegLs) {
    if (const Status fits = CheckStream(frame_number); !fits) return fits;
  }
  const Status decoded =
      codec_ == Codec::kJpeg2000 ? DecodeByOpenJpeg(frame_number) : DecodeByDcmtk(frame_number);
  if (!decoded) return decoded;
  const std::size_t count = format_.PixelsOfFrame();
  if (format_.bits_allocated == 16 || codec_ == Codec::kJpeg2000) {
    ConvertPixels(
        std::span<const std::uint16_t>(decoded_.data(), count), format_, *rescale, values);
  } else {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(decoded_.data());
    ConvertPixels(std::span<const std::uint8_t>(bytes, count), format_, *rescale, values);
  }
  return Done{};
}

}  // namespace regen::dicom
