// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/prescan/defect.h"

#include "analysis/base/text.h"

namespace regen::prescan {

std::string_view DefectCodeName(DefectCode code) {
  switch (code) {
    case DefectCode::kEmpty:
      return "empty";
    case DefectCode::kNotDicom:
      return "not-dicom";
    case DefectCode::kMetaHeader:
      return "meta-header";
    case DefectCode::kTruncated:
      return "truncated";
    case DefectCode::kBeyondEnd:
      return "beyond-end";
    case DefectCode::kBeyondParent:
      return "beyond-parent";
    case DefectCode::kBadVr:
      return "bad-vr";
    case DefectCode::kUndefinedLength:
      return "undefined-length";
    case DefectCode::kUnexpectedTag:
      return "unexpected-tag";
    case DefectCode::kTooDeep:
      return "too-deep";
    case DefectCode::kTooManyElements:
      return "too-many-elements";
    case DefectCode::kTooManyFragments:
      return "too-many-fragments";
    case DefectCode::kDeflate:
      return "deflate";
    case DefectCode::kInflatedTooLarge:
      return "inflated-too-large";
    case DefectCode::kImageVr:
      return "image-vr";
    case DefectCode::kImageTooLarge:
      return "image-too-large";
    case DefectCode::kImageNumber:
      return "image-number";
    case DefectCode::kPixelDataTooShort:
      return "pixel-data-too-short";
    case DefectCode::kPixelEncoding:
      return "pixel-encoding";
    case DefectCode::kOffsetTable:
      return "offset-table";
    case DefectCode::kValueLength:
      return "value-length";
    case DefectCode::kTagOrder:
      return "tag-order";
  }
  return "unknown";
}

bool IsPoison(DefectCode code) {
  return code <= DefectCode::kImageTooLarge;
}

std::string DefectText(const Defect& defect) {
  return StrCat(DefectCodeName(defect.code),
                defect.where.empty() ? "" : " at ",
                defect.where,
                ", offset ",
                defect.offset,
                defect.in_inflated ? " of the inflated dataset" : "",
                ": expected ",
                defect.expected);
}

}  // namespace regen::prescan
