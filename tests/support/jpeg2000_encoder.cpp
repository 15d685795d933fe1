// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/jpeg2000_encoder.h"

#include <algorithm>
#include <cstring>

#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <openjpeg.h>

namespace regen::test {

namespace {

struct Sink {
  std::vector<std::uint8_t> bytes;
  std::size_t at = 0;
};

OPJ_SIZE_T Write(void* buffer, OPJ_SIZE_T count, void* user) {
  auto* sink = static_cast<Sink*>(user);
  if (sink->bytes.size() < sink->at + count) sink->bytes.resize(sink->at + count);
  std::memcpy(sink->bytes.data() + sink->at, buffer, count);
  sink->at += count;
  return count;
}

OPJ_BOOL Seek(OPJ_OFF_T to, void* user) {
  static_cast<Sink*>(user)->at = static_cast<std::size_t>(to);
  return OPJ_TRUE;
}

OPJ_OFF_T Skip(OPJ_OFF_T count, void* user) {
  static_cast<Sink*>(user)->at += static_cast<std::size_t>(count);
  return count;
}

}  // namespace

std::vector<std::uint8_t> EncodeJpeg2000(const std::vector<int>& samples,
                                         int rows,
                                         int columns,
                                         int bits,
                                         bool is_signed,
                                         bool reversible) {
  opj_image_cmptparm_t component{};
  component.dx = component.dy = 1;
  component.w = static_cast<OPJ_UINT32>(columns);
  component.h = static_cast<OPJ_UINT32>(rows);
  component.prec = static_cast<OPJ_UINT32>(bits);
  component.sgnd = is_signed ? 1 : 0;
  opj_image_t* image = opj_image_create(1, &component, OPJ_CLRSPC_GRAY);
  image->x1 = component.w;
  image->y1 = component.h;
  std::copy(samples.begin(), samples.end(), image->comps[0].data);
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  parameters.tcp_numlayers = 1;
  parameters.cp_disto_alloc = 1;
  parameters.tcp_rates[0] = reversible ? 0.0F : 8.0F;
  parameters.irreversible = reversible ? 0 : 1;
  parameters.numresolution = std::min(rows, columns) < 64 ? 3 : 6;
  opj_codec_t* codec = opj_create_compress(OPJ_CODEC_J2K);
  opj_stream_t* stream = opj_stream_default_create(OPJ_FALSE);
  Sink sink;
  opj_stream_set_user_data(stream, &sink, nullptr);
  opj_stream_set_write_function(stream, Write);
  opj_stream_set_seek_function(stream, Seek);
  opj_stream_set_skip_function(stream, Skip);
  const bool done = opj_setup_encoder(codec, &parameters, image) &&
                    opj_start_compress(codec, image, stream) && opj_encode(codec, stream) &&
                    opj_end_compress(codec, stream);
  opj_stream_destroy(stream);
  opj_destroy_codec(codec);
  opj_image_destroy(image);
  return done ? sink.bytes : std::vector<std::uint8_t>();
}

bool SaveEncapsulated(const std::filesystem::path& path,
                      const std::vector<std::vector<std::uint8_t>>& frames,
                      E_TransferSyntax syntax,
                      int pieces) {
  DcmFileFormat file;
  if (file.loadFile(path.c_str()).bad() || file.loadAllDataIntoMemory().bad()) return false;
  auto* sequence = new DcmPixelSequence(DcmTag(DCM_PixelSequenceTag));
  sequence->insert(new DcmPixelItem(DcmTag(DCM_PixelItemTag)));
  for (const auto& frame : frames) {
    const std::size_t piece = (frame.size() / static_cast<std::size_t>(pieces) + 1) / 2 * 2;
    for (std::size_t at = 0; at < frame.size(); at += piece) {
      std::vector<Uint8> bytes(
          frame.begin() + static_cast<std::ptrdiff_t>(at),
          frame.begin() + static_cast<std::ptrdiff_t>(std::min(at + piece, frame.size())));
      if (bytes.size() % 2 == 1) bytes.push_back(0);
      auto* item = new DcmPixelItem(DcmTag(DCM_PixelItemTag));
      item->putUint8Array(bytes.data(), static_cast<Uint32>(bytes.size()));
      sequence->insert(item);
    }
  }
  auto* pixels = new DcmPixelData(DCM_PixelData);
  pixels->putOriginalRepresentation(syntax, nullptr, sequence);
  return file.getDataset()->insert(pixels, OFTrue).good() &&
         file.saveFile(path.c_str(), syntax).good();
}

bool TranscodeToJpeg2000(const std::filesystem::path& path, bool reversible, int pieces) {
  DcmFileFormat file;
  if (file.loadFile(path.c_str()).bad()) return false;
  DcmDataset& dataset = *file.getDataset();
  Uint16 rows = 0;
  Uint16 columns = 0;
  Uint16 bits = 0;
  Uint16 representation = 0;
  const Uint16* words = nullptr;
  unsigned long count = 0;
  dataset.findAndGetUint16(DCM_Rows, rows);
  dataset.findAndGetUint16(DCM_Columns, columns);
  dataset.findAndGetUint16(DCM_BitsStored, bits);
  dataset.findAndGetUint16(DCM_PixelRepresentation, representation);
  if (dataset.findAndGetUint16Array(DCM_PixelData, words, &count).bad()) return false;
  const std::size_t area = std::size_t{rows} * columns;
  std::vector<std::vector<std::uint8_t>> frames;
  for (std::size_t at = 0; at + area <= count; at += area) {
    std::vector<int> samples;
    for (std::size_t n = 0; n < area; ++n) {
      const int word = words[at + n];
      samples.push_back(representation == 1 && word > 32767 ? word - 65536 : word);
    }
    frames.push_back(
        EncodeJpeg2000(samples, rows, columns, bits, representation == 1, reversible));
  }
  return SaveEncapsulated(
      path, frames, reversible ? EXS_JPEG2000LosslessOnly : EXS_JPEG2000, pieces);
}

}  // namespace regen::test
