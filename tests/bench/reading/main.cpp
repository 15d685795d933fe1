// SPDX-License-Identifier: GPL-3.0-or-later
// Reads every image of a folder, as the product does or as DCMTK alone does.
//   bench_reading make FOLDER COUNT SIZE   COUNT slices of SIZE² pixels, structure and noise
//   bench_reading regeneration FOLDER      headers, arranging, voxels of every volume
//   bench_reading dcmtk FOLDER             DCMTK: load, decompress, take the words
#include "analysis/base/text.h"
#include "analysis/dicom/read_volumes.h"
#include "tests/support/mr_files.h"

#include <cmath>
#include <cstdint>
#include <iostream>
#include <random>
#include <string>

#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>

namespace fs = std::filesystem;
using namespace regen;

namespace {

int Make(const fs::path& folder, int count, int size) {
  std::mt19937 random(7);
  std::normal_distribution<double> noise(0, 12);
  test::MrFiles series;
  series.columns = series.rows = size;
  series.slices = count;
  series.echo_times_ms = {30};
  series.pixel_spacing = "0.3\\0.3";
  series.slice_distance_mm = 0.6;
  series.edit = [&](DcmDataset& image, int slice, int) {
    std::vector<Uint16> words;
    for (int j = 0; j < size; ++j) {
      for (int i = 0; i < size; ++i) {
        const double x = 6.0 * i / size;
        const double y = 6.0 * j / size;
        const double structure =
            400 + 300 * std::sin(x + 0.02 * slice) * std::cos(y) + (x * y > 9 ? 200 : 0);
        words.push_back(static_cast<Uint16>(std::lround(structure + noise(random))));
      }
    }
    image.putAndInsertUint16Array(
        DCM_PixelData, words.data(), static_cast<unsigned long>(words.size()));
  };
  test::WriteMrFiles(series, folder);
  return 0;
}

int ReadOurs(const fs::path& folder) {
  const auto study = dicom::ReadStudyFolder(folder);
  if (!study) {
    std::cerr << study.error().message << "\n";
    return 1;
  }
  for (const SeriesSummary& series : study->study.series) {
    const auto volumes = dicom::ReadVolumes(*study, series.series_instance_uid);
    if (!volumes || volumes->empty() || !volumes->front().reasons.empty()) {
      std::cerr << (volumes ? "no volume" : volumes.error().message) << "\n";
      return 1;
    }
  }
  return 0;
}

int ReadByDcmtk(const fs::path& folder) {
  DcmRLEDecoderRegistration::registerCodecs();
  DJDecoderRegistration::registerCodecs();
  DJLSDecoderRegistration::registerCodecs();
  for (const auto& entry : fs::directory_iterator(folder)) {
    DcmFileFormat file;
    const Uint16* words = nullptr;
    unsigned long count = 0;
    if (file.loadFile(entry.path().c_str()).bad() ||
        file.getDataset()->chooseRepresentation(EXS_LittleEndianExplicit, nullptr).bad() ||
        file.getDataset()->findAndGetUint16Array(DCM_PixelData, words, &count).bad()) {
      std::cerr << entry.path() << " cannot be read\n";
      return 1;
    }
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 2 ? argv[1] : "";
  if (mode == "make" && argc == 5) {
    const auto count = ParseInt(argv[3]);
    const auto size = ParseInt(argv[4]);
    if (count && size) return Make(argv[2], static_cast<int>(*count), static_cast<int>(*size));
  }
  if (mode == "regeneration") return ReadOurs(argv[2]);
  if (mode == "dcmtk") return ReadByDcmtk(argv[2]);
  std::cerr
      << "usage: bench_reading make FOLDER COUNT SIZE | regeneration FOLDER | dcmtk FOLDER\n";
  return 64;
}
