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
  std::vector<int> dimension_index;  // (0020,9157), only of frames
  bool inverted_grey = false;        // MONOCHROME1: the smallest value is white
  bool lossy = false;                // compressed with loss once, as its header says
  std::string laterality;  // ImageLaterality (0020,0062) or FrameLaterality (0020,9072)
};

// One image of a series: an object, or a frame of one.
struct ImageReference {
  std::string sop_instance_uid;
  int frame_number = 0;  // from 1 in an enhanced object; 0: the object is the image

  auto operator<=>(const ImageReference&) const = default;
};

// What Enhanced MR says in modules and functional groups of its own (PS3.3 section C.8.13); a
// classic image may have some of it too. Empty where absent.
struct EnhancedMrAttributes {
  std::string acquisition_contrast;             // (0008,9209)
  std::string pulse_sequence_name;              // (0018,9005)
  std::string echo_pulse_sequence;              // (0018,9008)
  std::string multiple_spin_echo;               // (0018,9011)
  std::string steady_state_pulse_sequence;      // (0018,9017)
  std::string echo_planar_pulse_sequence;       // (0018,9018)
  std::string spoiling;                         // (0018,9016)
  std::string inversion_recovery;               // (0018,9009)
  std::string spectrally_selected_suppression;  // (0018,9025)
  std::string spectrally_selected_excitation;   // (0018,9026)
};

// Attributes that are the same for the series; taken from its first instance, those of frames
// from its first frame.
struct SeriesSummary {
  std::string series_instance_uid;
  std::string modality;
  std::string series_description;
  std::string protocol_name;
  std::string body_part_examined;
  std::string laterality;        // (0020,0060)
  std::string image_laterality;  // (0020,0062) of the first image
  // AnatomicRegionSequence (0008,2218), at the top or of FrameAnatomySequence: "SCT:72696002",
  // its meaning in whatever language, and the code of its modifier ("SCT:24028007": right).
  std::string anatomic_region_code;
  std::string anatomic_region_meaning;
  std::string anatomic_region_modifier_code;
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
  std::string mr_acquisition_type;  // (0018,0023): 2D, 3D
  EnhancedMrAttributes enhanced;
  // "DCM:113065": what the pixel values are of (QuantityDefinitionSequence (0040,9220)).
  std::string quantity_code;
  // UCUM, of the RealWorldValueMappingSequence (0040,9096), where that maps stored values as
  // RescaleSlope and RescaleIntercept do; "?" where it does not, or by a table.
  std::string measurement_units;
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
// '\\'; empty where it is absent. A path of keywords goes through the first items of sequences
// ("MRModifierSequence/InversionRecovery").
using AttributeLookup = std::function<std::string(std::string_view keyword)>;

// The keywords that the functions below ask for, each once; paths are given in their parts.
const std::vector<std::string>& SummaryKeywords();

InstanceSummary SummarizeInstance(const AttributeLookup& attribute);

// Attributes of the series, without instances.
SeriesSummary SummarizeSeries(const AttributeLookup& attribute);

// Attributes of study and patient, without series.
StudySummary SummarizeStudy(const AttributeLookup& attribute);

}  // namespace regen
