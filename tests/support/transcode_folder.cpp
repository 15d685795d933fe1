// SPDX-License-Identifier: GPL-3.0-or-later
// transcode_folder FOLDER TARGET ENCODING: every image of the folder in another transfer
// syntax, by DCMTK's and OpenJPEG's encoders, or all of them as one Enhanced MR object. For the
// tests and benches that compare encodings.
#include "tests/support/enhanced_mr.h"
#include "tests/support/jpeg2000_encoder.h"

#include <algorithm>
#include <iostream>
#include <map>
#include <string>

#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpls/djencode.h>

namespace fs = std::filesystem;

namespace {

const std::map<std::string, E_TransferSyntax> kEncodings = {
    {"implicit", EXS_LittleEndianImplicit},
    {"explicit", EXS_LittleEndianExplicit},
    {"big-endian", EXS_BigEndianExplicit},
    {"deflated", EXS_DeflatedLittleEndianExplicit},
    {"rle", EXS_RLELossless},
    {"jpeg", EXS_JPEGProcess14},
    {"jpeg-sv1", EXS_JPEGProcess14SV1},
    {"jpeg-ls", EXS_JPEGLSLossless}};

bool Convert(const std::vector<fs::path>& files,
             const fs::path& target,
             const std::string& encoding) {
  if (encoding == "enhanced" || encoding == "enhanced-jpeg2000") {
    DcmFileFormat file;
    DcmFileFormat first;
    if (first.loadFile(files.front().c_str()).bad()) return false;
    OFString series;
    first.getDataset()->findAndGetOFString(DCM_SeriesInstanceUID, series);
    const std::string uid =
        std::string(series.c_str(), std::min<std::size_t>(series.size(), 60)) + ".1";
    regen::test::ConvertToEnhancedMr(files, uid, nullptr, *file.getDataset());
    const fs::path object = target / "enhanced.dcm";
    if (file.saveFile(object.c_str(), EXS_LittleEndianExplicit).bad()) return false;
    return encoding == "enhanced" || regen::test::TranscodeToJpeg2000(object, true);
  }
  return std::all_of(files.begin(), files.end(), [&](const fs::path& file) {
    const fs::path copy = target / file.filename();
    fs::copy_file(file, copy);
    if (encoding == "jpeg2000") return regen::test::TranscodeToJpeg2000(copy, true);
    if (encoding == "jpeg2000-lossy") return regen::test::TranscodeToJpeg2000(copy, false);
    const auto known = kEncodings.find(encoding);
    return known != kEncodings.end() && regen::test::Transcode(copy, known->second);
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: transcode_folder FOLDER TARGET ENCODING\n";
    return 64;
  }
  DcmRLEEncoderRegistration::registerCodecs();
  DJEncoderRegistration::registerCodecs();
  DJLSEncoderRegistration::registerCodecs();
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(argv[1])) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  fs::create_directories(argv[2]);
  if (!files.empty() && Convert(files, argv[2], argv[3])) return 0;
  std::cerr << "transcode_folder: " << argv[3] << " failed\n";
  return 1;
}
