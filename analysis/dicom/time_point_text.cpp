// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/time_point_text.h"

#include "analysis/base/text.h"
#include "analysis/codes/codes.h"
#include "analysis/indications/indication.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace regen::dicom {

const TimePoint* FindTimePoint(const FollowUpReport& report, const std::string& study_uid) {
  for (const TimePoint& time_point : report.time_points) {
    if (time_point.study_instance_uid == study_uid) return &time_point;
  }
  return nullptr;
}

std::string TimePointText(const TimePoint& time_point) {
  const std::string role = time_point.is_baseline ? "baseline" : "follow-up";
  if (!time_point.days_from_treatment) return role;
  const int days = *time_point.days_from_treatment;
  return StrCat(role, ", day ", days > 0 ? "+" : "", days);
}

std::string TrackingText(const ResultContext& context, const TimePoint& time_point) {
  return StrCat(context.tracking_id, ", ", TimePointText(time_point));
}

CodedConcept FindingSiteOf(const Treatment& treatment) {
  const IndicationProtocol& protocol = ProtocolOf(treatment.indication);
  const auto level = protocol.finding_site_of_level.find(treatment.level);
  return level == protocol.finding_site_of_level.end() ? protocol.finding_site : level->second;
}

std::optional<CodedConcept> LateralityOf(const Treatment& treatment) {
  if (!treatment.side) return std::nullopt;
  return (*treatment.side == Side::kRight ? codes::kRight : codes::kLeft).Concept();
}

std::string StructureText(const Treatment& treatment) {
  std::string text = ProtocolOf(treatment.indication).structure;
  std::replace(text.begin(), text.end(), '-', ' ');
  if (!treatment.level.empty()) text = StrCat(text, " ", treatment.level);
  if (treatment.side) text = StrCat(text, " ", std::string_view(SideName(*treatment.side)));
  return text;
}

std::string RegionOriginText(RegionMethod method, bool is_baseline) {
  if (is_baseline) {
    return method == RegionMethod::kAutomatic
               ? "Automatic proposal on the baseline, not reviewed"
               : "Drawn by a reader on the baseline";
  }
  return method == RegionMethod::kExternal
             ? "Drawn on the follow-up by a person or another program, used as given"
             : "Carried over from the baseline's region by registration and fitted to the "
               "follow-up's images, not reviewed";
}

namespace {

struct WithSummary {
  const InstanceSummary* image = nullptr;
  const SeriesSummary* series = nullptr;

  ListedImage Listed() const {
    return {image->sop_class_uid, image->sop_instance_uid, series->series_instance_uid};
  }
};

std::vector<WithSummary> ImagesOf(const StudyFolder& folder,
                                  const EchoAcquisition& acquisition) {
  const std::set<ImageReference> wanted(acquisition.images.begin(), acquisition.images.end());
  std::vector<WithSummary> images;
  for (const SeriesSummary& series : folder.study.series) {
    for (const InstanceSummary& image : series.instances) {
      if (wanted.count({image.sop_instance_uid, image.frame_number}) > 0) {
        images.push_back({&image, &series});
      }
    }
  }
  return images;
}

// Objects in the order of their first image: an object of several frames is listed once.
std::vector<ListedImage> Listed(const std::vector<WithSummary>& images) {
  std::vector<ListedImage> listed;
  std::set<std::string> known;
  for (const WithSummary& image : images) {
    if (known.insert(image.image->sop_instance_uid).second) listed.push_back(image.Listed());
  }
  return listed;
}

double DistanceAlong(const std::array<double, 3>& normal, const InstanceSummary& image) {
  const auto position = image.image_position_lps.value_or(std::array<double, 3>{});
  return position[0] * normal[0] + position[1] * normal[1] + position[2] * normal[2];
}

}  // namespace

std::vector<const EchoAcquisition*> AcquisitionsOf(const ReportedExam& exam) {
  std::vector<const EchoAcquisition*> all = {exam.acquisition};
  all.insert(all.end(), exam.further_acquisitions.begin(), exam.further_acquisitions.end());
  return all;
}

std::vector<ListedImage> FirstEchoImages(const StudyFolder& folder,
                                         const EchoAcquisition& acquisition) {
  constexpr double kSameEchoMs = 0.05;
  std::vector<WithSummary> images = ImagesOf(folder, acquisition);
  std::erase_if(images, [&](const WithSummary& image) {
    if (acquisition.echo_times_ms.empty()) return false;  // a map
    const double first_ms = acquisition.echo_times_ms.front();
    return std::abs(image.image->echo_time_ms.value_or(first_ms) - first_ms) > kSameEchoMs;
  });
  std::stable_sort(images.begin(), images.end(), [&](const auto& a, const auto& b) {
    return DistanceAlong(acquisition.slice_normal_lps, *a.image) <
           DistanceAlong(acquisition.slice_normal_lps, *b.image);
  });
  return Listed(images);
}

std::vector<ListedImage> AllImages(const StudyFolder& folder,
                                   const EchoAcquisition& acquisition) {
  std::vector<ListedImage> listed = Listed(ImagesOf(folder, acquisition));
  std::sort(listed.begin(), listed.end(), [](const ListedImage& a, const ListedImage& b) {
    return a.sop_instance_uid < b.sop_instance_uid;
  });
  return listed;
}

}  // namespace regen::dicom
