// SPDX-License-Identifier: GPL-3.0-or-later
// dump_volumes FOLDER OUT: every volume of every series as 32-bit floats in OUT/N.raw, and on
// stdout one line of JSON for each: its numbers, or the reasons why there are none. Every
// object as a picture in OUT/SOPINSTANCEUID.raw. For judges that read the same files
// themselves.
#include "analysis/base/text.h"
#include "analysis/dicom/read_volumes.h"

#include <fstream>
#include <iostream>
#include <set>
#include <string>

namespace fs = std::filesystem;
using namespace regen;

namespace {

void WriteRaw(const fs::path& file, const std::vector<float>& values) {
  std::ofstream stream(file, std::ios::binary);
  stream.write(reinterpret_cast<const char*>(values.data()),
               static_cast<std::streamsize>(values.size() * sizeof(float)));
}

std::string Numbers(std::initializer_list<double> values) {
  std::vector<std::string> parts;
  for (const double value : values) parts.push_back(StrCat(value));
  return StrCat("[", JoinStrings(parts, ", "), "]");
}

std::string VolumeJson(const dicom::ImageVolume& volume, int number) {
  if (!volume.reasons.empty()) {
    return StrCat("{\"Reason\": \"", volume.reasons.front().code, "\"}");
  }
  const VolumeGeometry& grid = volume.volume.geometry;
  const Mat3& d = grid.direction;
  return StrCat("{\"Number\": ",
                number,
                ", \"EchoTime\": ",
                volume.tags.echo_time_ms.value_or(0),
                ", \"Size\": ",
                Numbers({double(grid.size[0]), double(grid.size[1]), double(grid.size[2])}),
                ", \"Spacing\": ",
                Numbers({grid.spacing_mm[0], grid.spacing_mm[1], grid.spacing_mm[2]}),
                ", \"Origin\": ",
                Numbers({grid.origin_lps[0], grid.origin_lps[1], grid.origin_lps[2]}),
                ", \"Normal\": ",
                Numbers({d(0, 2), d(1, 2), d(2, 2)}),
                "}");
}

bool DumpSeries(const dicom::StudyFolder& study,
                const SeriesSummary& series,
                const fs::path& out) {
  static int number = 0;
  const auto volumes = dicom::ReadVolumes(study, series.series_instance_uid);
  if (!volumes) {
    std::cerr << volumes.error().message << "\n";
    return false;
  }
  for (const dicom::ImageVolume& volume : *volumes) {
    if (volume.reasons.empty()) {
      WriteRaw(out / StrCat(++number, ".raw"), volume.volume.values);
    }
    std::cout << VolumeJson(volume, number) << "\n";
  }
  std::set<std::string> uids;
  for (const InstanceSummary& image : series.instances) uids.insert(image.sop_instance_uid);
  for (const std::string& uid : uids) {
    const auto picture = dicom::ReadImage(study, uid);
    if (!picture) {
      std::cerr << picture.error().message << "\n";
      return false;
    }
    WriteRaw(out / (uid + ".raw"), picture->values);
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: dump_volumes FOLDER OUT\n";
    return 64;
  }
  fs::create_directories(argv[2]);
  const auto study = dicom::ReadStudyFolder(argv[1]);
  if (!study) {
    std::cerr << study.error().message << "\n";
    return 65;
  }
  for (const SeriesSummary& series : study->study.series) {
    if (!DumpSeries(*study, series, argv[2])) return 65;
  }
  return 0;
}
