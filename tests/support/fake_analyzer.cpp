// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for the analysis program: called the same way, does what the file beside it says.
//
//   NAME.mode   what to do (see main); "measured" where it is missing
//   NAME.runs   one line per call is added here
//   NAME.go     mode "wait" goes on as "measured" when this exists
//
// NAME is how it was called (argv[0]), so that a link to it is an analyzer of its own.
#include "analysis/base/sha256.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <json/json.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void AppendElement(std::string& file, unsigned char element, std::string value) {
  if (value.size() % 2 != 0) value.push_back('\0');
  file += {'\x02', '\0', static_cast<char>(element), '\0', 'U', 'I'};
  file.push_back(static_cast<char>(value.size() & 0xff));
  file.push_back(static_cast<char>(value.size() >> 8));
  file += value;
}

void WriteObject(const fs::path& file,
                 const std::string& sop_class,
                 const std::string& sop_instance,
                 const std::string& study) {
  std::string bytes(128, '\0');
  bytes += "DICM";
  AppendElement(bytes, 2, sop_class);
  AppendElement(bytes, 3, sop_instance);
  std::ofstream(file, std::ios::binary) << bytes << "study=" << study;
}

int FilesIn(const fs::path& folder) {
  int files = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder)) ++files;
  return files;
}

int Report(const Json::Value& request,
           const fs::path& base,
           const fs::path& output,
           const std::string& mode) {
  fs::create_directories(output);
  const bool proposed = mode == "proposed";
  const std::string outcome = proposed ? "held" : mode;
  // Images are named by the archive's fake content: the same inputs give the same UIDs.
  const std::string follow_up = ReadAll(base / request["FollowUp"].asString() / "1.dcm");
  const std::string key = follow_up + ReadAll(base / request["Roi"].asString()) +
                          std::to_string(FilesIn(base / request["FollowUp"].asString())) +
                          request["Treatment"].toStyledString();
  Json::Value report;
  report["SchemaVersion"] = 1;
  report["Outcome"] = outcome;
  report["Reasons"] = Json::Value(Json::arrayValue);
  if (outcome != "measured") {
    Json::Value reason;
    reason["Code"] = proposed ? "automatic-region-unconfirmed" : "echo-times-differ";
    reason["Text"] = "10 ms and 12 ms";
    report["Reasons"].append(reason);
  }
  report["Niceness"] = getpriority(PRIO_PROCESS, 0);
  std::ofstream(output / "report.json") << report;
  if (outcome == "measured" || proposed) {
    // "image orthanc-1.2.3.2.1.1" -> "1.2.3.2"
    const std::string sop = follow_up.substr(follow_up.find("orthanc-") + 8);
    const std::string study = sop.substr(0, sop.rfind('.', sop.rfind('.') - 1));
    if (!proposed) {
      WriteObject(output / "sr.dcm",
                  "1.2.840.10008.5.1.4.1.1.88.34",
                  regen::UidFromName(key + "/sr"),
                  study);
    }
    WriteObject(output / (proposed ? "proposal.dcm" : "seg.dcm"),
                "1.2.840.10008.5.1.4.1.1.66.4",
                regen::UidFromName(key + "/seg"),
                study);
  }
  return 0;
}

void Progress(const std::string& line) {
  [[maybe_unused]] const ssize_t written = write(3, line.data(), line.size());
}

[[noreturn]] void Hang() {
  while (true) std::this_thread::sleep_for(std::chrono::seconds(1));
}

int Misbehave(const std::string& mode, const fs::path& output) {
  if (mode == "exit-65") {
    std::cerr << "first line\nseries 2: PixelData is cut short; expected 8192 bytes\n";
    return 65;
  }
  if (mode == "exit-70") {
    std::cerr << "internal error\n";
    return 70;
  }
  if (mode == "crash") std::raise(SIGSEGV);
  if (mode == "hang") Hang();
  if (mode == "eat-memory") {
    std::vector<std::string> eaten;
    while (true) eaten.emplace_back(64U << 20, 'x');
  }
  if (mode == "shout") {
    for (int i = 0; i < 200'000; ++i) std::cerr << "a line of noise to nobody " << i << '\n';
    return 70;
  }
  if (mode == "leave-a-child") {
    if (fork() == 0) Hang();
    return 70;
  }
  fs::create_directories(output);
  if (mode == "garbage") std::ofstream(output / "report.json") << "{\"Outcome\": ";
  if (mode == "no-outcome") std::ofstream(output / "report.json") << "{}";
  if (mode == "no-sr") {
    std::ofstream(output / "report.json") << "{\"Outcome\": \"measured\"}";
  }
  return 0;  // "no-report" writes nothing
}

// A new version in the study of the report that it was given.
int Verify(const fs::path& request_file, const fs::path& output) {
  Json::Value request;
  std::istringstream(ReadAll(request_file)) >> request;
  const std::string report = ReadAll(request_file.parent_path() / request["Report"].asString());
  fs::create_directories(output);
  WriteObject(output / "sr.dcm",
              "1.2.840.10008.5.1.4.1.1.88.34",
              regen::UidFromName(report + request.toStyledString()),
              "1.2.3.2");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string name = argv[0];
  if (argc == 5 && std::string(argv[1]) == "verify") {
    const std::string how = ReadAll(name + ".mode");
    return how.empty() || how == "measured" ? Verify(argv[2], argv[4])
                                            : Misbehave(how, argv[4]);
  }
  if (argc != 7 || std::string(argv[1]) != "analyze") return 64;
  const fs::path request_file = argv[2];
  const fs::path output = argv[4];
  std::ofstream(name + ".runs", std::ios::app) << "run\n";
  std::string mode = ReadAll(name + ".mode");
  if (mode.empty()) mode = "measured";
  Progress("{\"Stage\":\"load\",\"Fraction\":0.1}\nno progress\n");
  if (mode == "wait") {
    Progress("{\"Stage\":\"register\",\"Fraction\":0.4}\n");
    while (!fs::exists(name + ".go")) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    mode = "measured";
  }
  Json::Value request;
  std::istringstream(ReadAll(request_file)) >> request;
  if (mode == "measured" || mode == "held" || mode == "refused" || mode == "proposed") {
    return Report(request, request_file.parent_path(), output, mode);
  }
  return Misbehave(mode, output);
}
