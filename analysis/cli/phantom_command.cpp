// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/cli/phantom_command.h"

#include "analysis/cli/exit_status.h"
#include "analysis/phantom/write_phantom.h"

#include <cassert>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace regen {
namespace {

struct PhantomArguments {
  std::string indication = "patellar-tendon";
  std::string side;
  std::string level;
  std::string measurement;
  double change_percent = -35.0;
  std::uint64_t seed = 1;
  std::string scanner = "plain";
  std::vector<std::string> series;
  std::string output;
};

int RunPhantom(const PhantomArguments& arguments) {
  PhantomOptions options;
  const std::optional<Indication> indication = ParseIndication(arguments.indication);
  assert(indication);
  options.indication = *indication;
  if (!arguments.side.empty()) {
    options.side = arguments.side == "L" ? Side::kLeft : Side::kRight;
  }
  options.level = arguments.level;
  options.measurement = arguments.measurement;
  options.habits = *ParseScannerHabits(arguments.scanner);
  options.roles = arguments.series;
  options.change_percent = arguments.change_percent;
  options.seed = arguments.seed;
  if (const Status written = WritePhantom(options, arguments.output); !written) {
    std::cerr << written.error().message << '\n';
    return ExitStatusOf(written.error());
  }
  return kExitDone;
}

std::vector<std::string> IndicationNames() {
  std::vector<std::string> names;
  for (const Indication indication : AllIndications()) {
    names.emplace_back(IndicationName(indication));
  }
  return names;
}

std::vector<std::string> HabitNames() {
  std::vector<std::string> names;
  for (const ScannerHabits habits : AllScannerHabits()) {
    names.emplace_back(ScannerHabitsName(habits));
  }
  return names;
}

}  // namespace

void AddPhantomCommand(CLI::App& app, int& exit_status) {
  auto arguments = std::make_shared<PhantomArguments>();
  CLI::App* command = app.add_subcommand(
      "phantom",
      "Write a digital patient with a known change: images, region, treatment, truth");
  command->add_option("--indication", arguments->indication, "Treated structure")
      ->check(CLI::IsMember(IndicationNames()))
      ->capture_default_str();
  command->add_option("--side", arguments->side, "L or R (default R)")
      ->check(CLI::IsMember(std::vector<std::string>{"L", "R"}));
  command->add_option("--level", arguments->level, "Level of a disc, as L4/L5");
  command
      ->add_option(
          "--change", arguments->change_percent, "True change of the measurement, percent")
      ->capture_default_str();
  command->add_option("--measurement",
                      arguments->measurement,
                      "Which measurement changes (default: the first the phantom can change)");
  command
      ->add_option("--scanner",
                   arguments->scanner,
                   "Whose habits the DICOM attributes follow: plain, siemens, ge, philips")
      ->check(CLI::IsMember(HabitNames()))
      ->capture_default_str();
  command
      ->add_option("--series",
                   arguments->series,
                   "Only series for these roles, as anatomy,t2-map (default: all)")
      ->delimiter(',');
  command->add_option("--seed", arguments->seed, "Texture, motion and noise follow from it")
      ->capture_default_str();
  command->add_option("--output", arguments->output, "Folder to write into")->required();
  command->callback([arguments, &exit_status] { exit_status = RunPhantom(*arguments); });
}

}  // namespace regen
