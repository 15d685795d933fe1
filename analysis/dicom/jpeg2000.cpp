// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/jpeg2000.h"

#include "analysis/base/text.h"
#include "analysis/dicom/codestream.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include <openjpeg.h>

namespace regen::dicom {

namespace {

// The bytes as the stream that OpenJPEG asks for.
struct Reader {
  std::span<const std::uint8_t> bytes;
  std::size_t at = 0;
};

constexpr OPJ_SIZE_T kEnd = static_cast<OPJ_SIZE_T>(-1);

OPJ_SIZE_T Read(void* buffer, OPJ_SIZE_T count, void* user) {
  auto* reader = static_cast<Reader*>(user);
  const std::size_t left = reader->bytes.size() - reader->at;
  if (left == 0) return kEnd;
  const std::size_t taken = std::min<std::size_t>(count, left);
  std::memcpy(buffer, reader->bytes.data() + reader->at, taken);
  reader->at += taken;
  return taken;
}

OPJ_OFF_T Skip(OPJ_OFF_T count, void* user) {
  auto* reader = static_cast<Reader*>(user);
  const auto left = static_cast<OPJ_OFF_T>(reader->bytes.size() - reader->at);
  if (count < 0 || count > left) return -1;
  reader->at += static_cast<std::size_t>(count);
  return count;
}

OPJ_BOOL Seek(OPJ_OFF_T to, void* user) {
  auto* reader = static_cast<Reader*>(user);
  if (to < 0 || static_cast<std::size_t>(to) > reader->bytes.size()) return OPJ_FALSE;
  reader->at = static_cast<std::size_t>(to);
  return OPJ_TRUE;
}

void Silent(const char*, void*) {}

struct StreamDeleter {
  using pointer = opj_stream_t*;
  void operator()(pointer stream) const { opj_stream_destroy(stream); }
};
struct CodecDeleter {
  using pointer = opj_codec_t*;
  void operator()(pointer codec) const { opj_destroy_codec(codec); }
};
struct ImageDeleter {
  void operator()(opj_image_t* image) const { opj_image_destroy(image); }
};
using StreamHandle = std::unique_ptr<opj_stream_t, StreamDeleter>;
using CodecHandle = std::unique_ptr<opj_codec_t, CodecDeleter>;
using ImageHandle = std::unique_ptr<opj_image_t, ImageDeleter>;

StreamHandle MakeStream(Reader& reader) {
  StreamHandle stream(opj_stream_default_create(OPJ_TRUE));
  if (!stream) return stream;
  opj_stream_set_user_data(stream.get(), &reader, nullptr);
  opj_stream_set_user_data_length(stream.get(), reader.bytes.size());
  opj_stream_set_read_function(stream.get(), Read);
  opj_stream_set_skip_function(stream.get(), Skip);
  opj_stream_set_seek_function(stream.get(), Seek);
  return stream;
}

CodecHandle MakeCodec(std::span<const std::uint8_t> stream) {
  const bool bare = stream.size() > 1 && stream[0] == 0xFF && stream[1] == 0x4F;
  CodecHandle codec(opj_create_decompress(bare ? OPJ_CODEC_J2K : OPJ_CODEC_JP2));
  if (!codec) return codec;
  opj_set_info_handler(codec.get(), Silent, nullptr);
  opj_set_warning_handler(codec.get(), Silent, nullptr);
  opj_set_error_handler(codec.get(), Silent, nullptr);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  if (!opj_setup_decoder(codec.get(), &parameters)) codec.reset();
  return codec;
}

}  // namespace

Result<std::vector<std::uint16_t>> DecodeJpeg2000(std::span<const std::uint8_t> stream,
                                                  int rows,
                                                  int columns) {
  const auto header = ReadJpeg2000Header(stream);
  if (!header) return InputError("no JPEG 2000 stream");
  if (header->rows != rows || header->columns != columns || header->components != 1 ||
      header->precision > 16) {
    return InputError(StrCat("the JPEG 2000 stream holds ",
                             header->columns,
                             " x ",
                             header->rows,
                             " pixels of ",
                             header->components,
                             " components and ",
                             header->precision,
                             " bits, expected ",
                             columns,
                             " x ",
                             rows,
                             " of 1 component and at most 16 bits"));
  }
  Reader reader{stream};
  const StreamHandle input = MakeStream(reader);
  const CodecHandle codec = MakeCodec(stream);
  opj_image_t* decoded = nullptr;
  const bool has_header =
      input && codec && opj_read_header(input.get(), codec.get(), &decoded) == OPJ_TRUE;
  const ImageHandle image(decoded);
  if (!has_header || opj_decode(codec.get(), input.get(), image.get()) != OPJ_TRUE ||
      opj_end_decompress(codec.get(), input.get()) != OPJ_TRUE) {
    return InputError("the JPEG 2000 stream is damaged or ends too early");
  }
  const opj_image_comp_t& component = image->comps[0];
  if (component.data == nullptr || component.w != static_cast<OPJ_UINT32>(columns) ||
      component.h != static_cast<OPJ_UINT32>(rows)) {
    return InputError("the JPEG 2000 stream has subsampled pixels");
  }
  const std::size_t count = static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
  std::vector<std::uint16_t> words(count);
  std::transform(component.data, component.data + count, words.begin(), [](OPJ_INT32 sample) {
    return static_cast<std::uint16_t>(static_cast<std::uint32_t>(sample) & 0xFFFFU);
  });
  return words;
}

}  // namespace regen::dicom
