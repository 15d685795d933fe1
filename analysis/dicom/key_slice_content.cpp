// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/key_slice_content.h"

#include "analysis/base/sha256.h"
#include "analysis/base/text.h"
#include "analysis/codes/measurement_codes.h"
#include "analysis/dicom/report_parts.h"
#include "analysis/dicom/time_point_text.h"
#include "analysis/indications/indication.h"

namespace regen::dicom {

namespace {

constexpr const char* kWholeRegion =
    "Values are those of the whole region; the outline is its section in this slice";

// SCOORD counts from the corner of the first pixel, an outline from its centre.
std::vector<float> GraphicData(const Outline& outline) {
  std::vector<float> data;
  for (const auto& [column, row] : outline) {
    data.push_back(static_cast<float>(column + 0.5));
    data.push_back(static_cast<float>(row + 0.5));
  }
  return data;
}

void AddNumber(ContentItem& group,
               const CodedConcept& name,
               const std::optional<double>& value,
               const CodedConcept& unit) {
  if (value) group.Add(NumberItem(Relation::kContains, name, value, unit));
}

// The change, its interval and the verdict, where the follow-up is shown.
void AddChange(ContentItem& group, const ReportedMeasurement& measurement) {
  const MeasurementCodes* coded = FindMeasurementCodes(measurement.name);
  const Code& name = coded != nullptr ? coded->percent_change : codes::kPercentChange;
  const CodedConcept percent = codes::kPercent.Concept();
  AddNumber(group, name.Concept(), measurement.change_percent, percent);
  AddNumber(group, codes::kIntervalLower.Concept(), measurement.change_percent_lower, percent);
  AddNumber(group, codes::kIntervalUpper.Concept(), measurement.change_percent_upper, percent);
  group.Add(CodeItem(Relation::kContains, codes::kVerdict, VerdictCode(measurement.verdict)));
}

// `shown`: the image that the outline is drawn on.
ContentItem PlanarGroup(const ResultContext& context,
                        const TimePoint& time_point,
                        const Outline& outline,
                        const SourceSlice& shown,
                        const FollowUpReport& report) {
  const bool is_baseline = time_point.is_baseline;
  ContentItem group = ContainerItem(Relation::kContains, codes::kMeasurementGroup, "1410");
  const auto observation = Relation::kHasObsContext;
  group.Add(TextItem(observation, codes::kActivitySession, is_baseline ? "1" : "2"));
  group.Add(
      TextItem(observation, codes::kTrackingIdentifier, TrackingText(context, time_point)));
  group.Add(UidItem(
      observation,
      codes::kTrackingUid,
      UidFromName(StrCat(context.tracking_uid, "/key-slice/", time_point.study_instance_uid))));
  group.Add(CodeItem(Relation::kContains,
                     codes::kFinding,
                     ProtocolOf(report.treatment.indication).segment_property_type));
  group.Add(TextItem(observation, codes::kTimePoint, TimePointText(time_point)));
  group.Add(FindingSiteItem(report.treatment));
  ContentItem& region =
      group.Add(OutlineItem(Relation::kContains, codes::kImageRegion, GraphicData(outline)));
  region.Add(ImageItem(Relation::kSelectedFrom,
                       shown.sop_class_uid,
                       shown.sop_instance_uid,
                       shown.frame_number));
  for (const ReportedMeasurement& measurement : report.measurements) {
    AddNumber(group,
              QuantityOf(measurement),
              is_baseline ? measurement.baseline : measurement.follow_up,
              UnitOf(measurement.unit));
    if (measurement.primary && !is_baseline) AddChange(group, measurement);
  }
  group.Add(TextItem(Relation::kContains, codes::kComment, kWholeRegion));
  return group;
}

}  // namespace

ContentItem KeySliceContent(const ResultContext& context,
                            const ReportedExam& exam,
                            const Outline& outline,
                            const SourceSlice& shown,
                            const FollowUpReport& report) {
  const ContentExam content = ContentExamOf(exam, report);
  ContentItem root = ContainerItem(Relation::kRoot, codes::kImagingMeasurementReport, "1500");
  AddLanguage(root);
  AddObserver(root, context);
  AddProcedureReported(root);
  root.Add(ImageLibrary(
      {content}, {{{shown.sop_class_uid, shown.sop_instance_uid, shown.series_instance_uid}}}));
  ContentItem& measurements =
      root.Add(ContainerItem(Relation::kContains, codes::kImagingMeasurements));
  measurements.Add(PlanarGroup(context, *content.time_point, outline, shown, report));
  return root;
}

ContentItem KeyObjectsContent(const ResultContext& context,
                              const KeySliceView& baseline_view,
                              const KeySliceView& follow_up_view,
                              const FollowUpReport& report) {
  ContentItem root = ContainerItem(Relation::kRoot, codes::kKeyObjectsOfInterest, "2010");
  AddObserver(root, context);
  root.Add(TextItem(Relation::kContains,
                    codes::kKeyObjectDescription,
                    StrCat("Slices that show most of the ",
                           StructureText(report.treatment),
                           ", baseline and follow-up")));
  for (const KeySliceView* view : {&baseline_view, &follow_up_view}) {
    root.Add(ImageItem(Relation::kContains,
                       view->image.sop_class_uid,
                       view->image.sop_instance_uid,
                       view->image.frame_number));
  }
  return root;
}

}  // namespace regen::dicom
