// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/date.h"

#include <array>
#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

// What the rules of matching, selection and comparability need to know of images, read from
// their headers, wherever these come from (a file, the archive's REST interface). Texts are
// UTF-8 and trimmed; empty means absent.

struct InstanceSummary {
  std::string sop_instance_uid;
  std::string sop_class_uid;
  std::vector<std::string> image_type;
  int instance_number = 0;
  int rows = 0;
  int columns = 0;
  int number_of_frames = 1;
  std::optional<std::array<double, 2>> pixel_spacing_mm;    // between rows, between columns
  std::optional<std::array<double, 3>> image_position_lps;  // (0020,0032)
  std::optional<std::array<double, 6>> image_orientation;   // (0020,0037)
  std::optional<double> echo_time_ms;
  // What else distinguishes images of one place.
  int frame_number = 0;           // from 1: this frame of an enhanced object; 0: the object
  std::string complex_component;  // (0008,9208), GE's (0043,102F)
  std::string stack_id;           // (0020,9056)
  std::optional<double> inversion_time_ms;
  std::optional<double> flip_angle_deg;
  std::optional<double> b_value_s_per_mm2;
  std::optional<std::array<double, 3>> diffusion_direction;
  std::optional<int> temporal_position;  // (0020,0100), (0020,9128)
  std::optional<int> acquisition_number;
  std::optional<double> trigger_time_ms;
  bool lossy = false;  // compressed with loss once, as its header says
};

// One image of a series: an object, or a frame of one.
struct ImageReference {
  std::string sop_instance_uid;
  int frame_number = 0;  // from 1 in an enhanced object; 0: the object is the image

  auto operator<=>(const ImageReference&) const = default;
};

// Attributes that are the same for the series; taken from its first instance.
struct SeriesSummary {
  std::string series_instance_uid;
  std::string modality;
  std::string series_description;
  std::string protocol_name;
  std::string body_part_examined;
  std::string laterality;        // (0020,0060)
  std::string image_laterality;  // (0020,0062)
  std::string frame_of_reference_uid;
  std::vector<std::string> scanning_sequence;
  std::vector<std::string> sequence_variant;
  std::vector<std::string> scan_options;
  std::string sequence_name;
  std::string manufacturer;
  std::string model_name;
  std::string device_serial_number;
  std::string software_versions;
  std::string contrast_agent;
  bool lossy_compression = false;
  std::optional<double> repetition_time_ms;
  std::optional<double> flip_angle_deg;
  std::optional<double> inversion_time_ms;
  std::optional<double> magnetic_field_strength_t;
  std::optional<double> slice_thickness_mm;
  std::optional<double> echo_train_length;
  std::vector<InstanceSummary> instances;
};

struct PatientIdentity {
  std::string patient_id;
  std::string issuer_of_patient_id;
  std::string patient_name;
  std::string birth_date;  // as in the images: DICOM DA or empty
  std::string sex;
};

struct StudySummary {
  std::string study_instance_uid;
  std::string study_date;  // DICOM DA or empty
  std::string study_time;
  std::string study_description;
  PatientIdentity patient;
  std::vector<SeriesSummary> series;  // in order of SeriesInstanceUID
};

// Lists of UIDs, in the order in which they were met.
bool HoldsUid(const std::vector<std::string>& uids, const std::string& uid);
void AddUidOnce(std::vector<std::string>& uids, const std::string& uid);  // unless it is empty

// Gives the value of an attribute by its DICOM keyword ("EchoTime"), several values joined by
// '\\'; empty where it is absent.
using AttributeLookup = std::function<std::string(std::string_view keyword)>;

// The keywords that the two functions below ask for.
const std::vector<std::string>& SummaryKeywords();

InstanceSummary SummarizeInstance(const AttributeLookup& attribute);

// Attributes of the series, without instances.
SeriesSummary SummarizeSeries(const AttributeLookup& attribute);

// Attributes of study and patient, without series.
StudySummary SummarizeStudy(const AttributeLookup& attribute);

}  // namespace regen
