// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rendition/picture_panel.h"

#include "analysis/base/text.h"

#include <algorithm>

namespace regen {
namespace {

constexpr double kCaptionHeight = 24;
constexpr double kBetween = 10;
constexpr double kScaleBarMm = 10;

const TimePoint* PointOf(const FollowUpReport& report, bool baseline) {
  for (const TimePoint& point : report.time_points) {
    if (point.is_baseline == baseline) return &point;
  }
  return nullptr;
}

// White on a dark plate: legible on any tissue.
void DrawLabel(Page& page, const Area& plate, const std::string& text) {
  constexpr TextStyle kStyle{8.5, true, palette::kWhite, Align::kCentre, true};
  page.canvas.Fill(plate, palette::kInk, 2);
  const double height = page.canvas.TextHeight(text, plate.width, kStyle);
  page.canvas.Text(plate.x, plate.y + (plate.height - height) / 2, plate.width, text, kStyle);
}

void DrawLetters(Page& page, const Area& area, const ReportPicture& picture) {
  constexpr double kSize = 12;
  constexpr double kInset = 3;
  const double middle_x = area.x + area.width / 2 - kSize / 2;
  const double middle_y = area.y + area.height / 2 - kSize / 2;
  const double right = area.right() - kSize - kInset;
  const double bottom = area.bottom() - kSize - kInset;
  DrawLabel(page, {area.x + kInset, middle_y, kSize, kSize}, picture.edges[0]);
  DrawLabel(page, {right, middle_y, kSize, kSize}, picture.edges[1]);
  DrawLabel(page, {middle_x, area.y + kInset, kSize, kSize}, picture.edges[2]);
  DrawLabel(page, {middle_x, bottom, kSize, kSize}, picture.edges[3]);
}

void DrawScaleBar(Page& page, const Area& area, double points_per_mm) {
  const double length = kScaleBarMm * points_per_mm;
  const double width = std::max(length, 30.0) + 8;
  const Area plate{area.x + 3, area.bottom() - 21, width, 18};
  page.canvas.Fill(plate, palette::kInk, 2);
  const double x = plate.x + (width - length) / 2;
  const double y = plate.bottom() - 4;
  page.canvas.Line(x, y, x + length, y, 1.6, palette::kWhite);
  page.canvas.Text(plate.x,
                   plate.y + 1,
                   plate.width,
                   StrCat(kScaleBarMm, " mm"),
                   {7.5, false, palette::kWhite, Align::kCentre, true});
}

void DrawPicture(Page& page, const Area& area, const std::optional<ReportPicture>& picture) {
  page.canvas.Fill(area, {0, 0, 0});
  if (!picture) {
    page.canvas.Text(area.x,
                     area.y + area.height / 2 - 6,
                     area.width,
                     page.Say(Word::kNoPicture),
                     {9, false, palette::kWhite, Align::kCentre, true});
    return;
  }
  // The whole picture, centred, square pixels.
  const double scale = std::min(area.width / picture->width, area.height / picture->height);
  const Area shown{area.x + (area.width - picture->width * scale) / 2,
                   area.y + (area.height - picture->height * scale) / 2,
                   picture->width * scale,
                   picture->height * scale};
  page.canvas.Image(shown, picture->width, picture->height, picture->grey);
  page.canvas.BeginClip(shown);
  for (const Outline& outline : picture->outlines) {
    Outline on_paper;
    for (const auto& [x, y] : outline)
      on_paper.push_back({shown.x + (x + 0.5) * scale, shown.y + (y + 0.5) * scale});
    page.canvas.Closed(on_paper, 1.8, {0, 0, 0});
    page.canvas.Closed(on_paper, 0.9, palette::kOutline);
  }
  page.canvas.EndClip();
  DrawLetters(page, shown, *picture);
  DrawScaleBar(page, shown, scale / picture->pixel_mm);
}

void DrawCaption(Page& page, double x, double y, double width, bool baseline) {
  const TimePoint* point = PointOf(page.report(), baseline);
  std::string title = page.Say(baseline ? Word::kBaseline : Word::kFollowUp);
  if (point != nullptr && point->date)
    title += StrCat("  ·  ", DateText(*point->date, page.wording));
  y += page.canvas.Text(x, y, width, title, {8.5, true, palette::kInk, Align::kLeft, true});
  std::string below = point != nullptr ? TimeText(*point, page.wording) : std::string();
  const ReportPictures& pictures = page.document.pictures;
  const auto add = [&](const std::string& text) {
    below += (below.empty() ? "" : "  ·  ") + text;
  };
  if (baseline && pictures.baseline) {
    add(page.Say(Word::kSliceOf, {StrCat(pictures.slice), StrCat(pictures.slices)}));
  }
  if (!baseline && pictures.follow_up) add(page.Say(Word::kRegisteredToBaseline));
  page.canvas.Text(x, y, width, below, {7.5, false, palette::kMuted, Align::kLeft, true});
}

}  // namespace

void DrawPictures(Page& page, const Area& area) {
  const double width = (area.width - kBetween) / 2;
  const double height = area.height - kCaptionHeight;
  for (const bool baseline : {true, false}) {
    const double x = baseline ? area.x : area.x + width + kBetween;
    DrawCaption(page, x, area.y, width, baseline);
    DrawPicture(page,
                {x, area.y + kCaptionHeight, width, height},
                baseline ? page.document.pictures.baseline : page.document.pictures.follow_up);
  }
}

}  // namespace regen
