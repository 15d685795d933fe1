// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/result_modules.h"

#include "analysis/base/sha256.h"
#include "analysis/dicom/utf8_text.h"
#include "analysis/dicom/write_results.h"

#include <algorithm>
#include <array>

namespace regen::dicom {

namespace {

// PS3.3: Patient C.7.1.1, Clinical Trial Subject C.7.1.3, General Study C.7.2.1, Patient Study
// C.7.2.2, Clinical Trial Study C.7.2.3, with the retired OtherPatientIDs.
const std::array kPatientAndStudy = {
    DcmTagKey(0x0010, 0x0010), DcmTagKey(0x0010, 0x0020), DcmTagKey(0x0010, 0x0021),
    DcmTagKey(0x0010, 0x0022), DcmTagKey(0x0010, 0x0024), DcmTagKey(0x0010, 0x0026),
    DcmTagKey(0x0010, 0x0027), DcmTagKey(0x0010, 0x0030), DcmTagKey(0x0010, 0x0032),
    DcmTagKey(0x0010, 0x0033), DcmTagKey(0x0010, 0x0034), DcmTagKey(0x0010, 0x0035),
    DcmTagKey(0x0010, 0x0040), DcmTagKey(0x0010, 0x0200), DcmTagKey(0x0010, 0x0212),
    DcmTagKey(0x0010, 0x0213), DcmTagKey(0x0010, 0x0214), DcmTagKey(0x0010, 0x0215),
    DcmTagKey(0x0010, 0x0216), DcmTagKey(0x0010, 0x0217), DcmTagKey(0x0010, 0x0218),
    DcmTagKey(0x0010, 0x0219), DcmTagKey(0x0010, 0x0221), DcmTagKey(0x0010, 0x0222),
    DcmTagKey(0x0010, 0x0223), DcmTagKey(0x0010, 0x1000), DcmTagKey(0x0010, 0x1001),
    DcmTagKey(0x0010, 0x1002), DcmTagKey(0x0010, 0x1005), DcmTagKey(0x0010, 0x1040),
    DcmTagKey(0x0010, 0x1060), DcmTagKey(0x0010, 0x1100), DcmTagKey(0x0010, 0x2110),
    DcmTagKey(0x0010, 0x2154), DcmTagKey(0x0010, 0x2160), DcmTagKey(0x0010, 0x2201),
    DcmTagKey(0x0010, 0x2202), DcmTagKey(0x0010, 0x2292), DcmTagKey(0x0010, 0x2293),
    DcmTagKey(0x0010, 0x2294), DcmTagKey(0x0010, 0x2297), DcmTagKey(0x0010, 0x2298),
    DcmTagKey(0x0010, 0x2299), DcmTagKey(0x0010, 0x4000), DcmTagKey(0x0008, 0x1120),
    DcmTagKey(0x0012, 0x0062), DcmTagKey(0x0012, 0x0063), DcmTagKey(0x0012, 0x0064),
    DcmTagKey(0x0012, 0x0010), DcmTagKey(0x0012, 0x0020), DcmTagKey(0x0012, 0x0021),
    DcmTagKey(0x0012, 0x0022), DcmTagKey(0x0012, 0x0023), DcmTagKey(0x0012, 0x0030),
    DcmTagKey(0x0012, 0x0031), DcmTagKey(0x0012, 0x0032), DcmTagKey(0x0012, 0x0040),
    DcmTagKey(0x0012, 0x0041), DcmTagKey(0x0012, 0x0042), DcmTagKey(0x0012, 0x0043),
    DcmTagKey(0x0012, 0x0055), DcmTagKey(0x0012, 0x0081), DcmTagKey(0x0012, 0x0082),
    DcmTagKey(0x0008, 0x0020), DcmTagKey(0x0008, 0x0030), DcmTagKey(0x0008, 0x0050),
    DcmTagKey(0x0008, 0x0051), DcmTagKey(0x0008, 0x0090), DcmTagKey(0x0008, 0x0096),
    DcmTagKey(0x0008, 0x009c), DcmTagKey(0x0008, 0x009d), DcmTagKey(0x0008, 0x1030),
    DcmTagKey(0x0008, 0x1032), DcmTagKey(0x0008, 0x1048), DcmTagKey(0x0008, 0x1049),
    DcmTagKey(0x0008, 0x1060), DcmTagKey(0x0008, 0x1062), DcmTagKey(0x0008, 0x1110),
    DcmTagKey(0x0020, 0x000d), DcmTagKey(0x0020, 0x0010), DcmTagKey(0x0032, 0x1033),
    DcmTagKey(0x0032, 0x1034), DcmTagKey(0x0040, 0x1012), DcmTagKey(0x0008, 0x1080),
    DcmTagKey(0x0008, 0x1084), DcmTagKey(0x0010, 0x1010), DcmTagKey(0x0010, 0x1020),
    DcmTagKey(0x0010, 0x1021), DcmTagKey(0x0010, 0x1022), DcmTagKey(0x0010, 0x1023),
    DcmTagKey(0x0010, 0x1024), DcmTagKey(0x0010, 0x1030), DcmTagKey(0x0010, 0x2000),
    DcmTagKey(0x0010, 0x21a0), DcmTagKey(0x0010, 0x21b0), DcmTagKey(0x0010, 0x21c0),
    DcmTagKey(0x0010, 0x21d0), DcmTagKey(0x0010, 0x2180), DcmTagKey(0x0010, 0x2203),
    DcmTagKey(0x0032, 0x1066), DcmTagKey(0x0032, 0x1067), DcmTagKey(0x0038, 0x0010),
    DcmTagKey(0x0038, 0x0014), DcmTagKey(0x0038, 0x0060), DcmTagKey(0x0038, 0x0062),
    DcmTagKey(0x0038, 0x0064), DcmTagKey(0x0038, 0x0500), DcmTagKey(0x0012, 0x0050),
    DcmTagKey(0x0012, 0x0051), DcmTagKey(0x0012, 0x0052), DcmTagKey(0x0012, 0x0053),
    DcmTagKey(0x0012, 0x0083)};

}  // namespace

bool CopyPatientAndStudy(DcmItem& source, DcmItem& target) {
  const std::string character_set = CharacterSetOf(source);
  bool utf8 = true;
  for (const DcmTagKey& tag : kPatientAndStudy) {
    target.findAndDeleteElement(tag);
    DcmElement* element = nullptr;
    if (source.findAndGetElement(tag, element).bad()) continue;
    utf8 = utf8 && IsConvertible(*element, character_set);
    Require(source.findAndInsertCopyOfElement(tag, &target), DcmTag(tag).getTagName());
  }
  target.findAndDeleteElement(DCM_SpecificCharacterSet);
  if (!utf8) {
    source.findAndInsertCopyOfElement(DCM_SpecificCharacterSet, &target);
    return false;
  }
  for (const DcmTagKey& tag : kPatientAndStudy) {
    DcmElement* element = nullptr;
    if (target.findAndGetElement(tag, element).bad()) continue;
    ConvertToUtf8(*element, character_set);
  }
  Put(target, DCM_SpecificCharacterSet, "ISO_IR 192");
  return true;
}

void CompletePatientAndStudy(DcmItem& target) {
  for (const DcmTagKey& tag : {DCM_PatientName,
                               DCM_PatientID,
                               DCM_PatientBirthDate,
                               DCM_PatientSex,
                               DCM_StudyDate,
                               DCM_StudyTime,
                               DCM_ReferringPhysicianName,
                               DCM_StudyID,
                               DCM_AccessionNumber}) {
    if (!target.tagExists(tag)) Put(target, tag, "");
  }
}

void PutIdentity(DcmItem& target, const ObjectIdentity& identity) {
  Put(target, DCM_SOPClassUID, identity.sop_class_uid);
  Put(target, DCM_SOPInstanceUID, identity.sop_instance_uid);
  Put(target, DCM_InstanceCreationDate, identity.content_date);
  Put(target, DCM_InstanceCreationTime, identity.content_time);
  Put(target, DCM_Modality, identity.modality);
  Put(target, DCM_SeriesInstanceUID, identity.series_instance_uid);
  Put(target, DCM_SeriesNumber, std::to_string(identity.series_number));
  Put(target, DCM_SeriesDate, identity.content_date);
  Put(target, DCM_SeriesTime, identity.content_time);
  Put(target, DCM_SeriesDescription, Shortened(identity.series_description, 64));
  Put(target, DCM_InstanceNumber, "1");
  Put(target, DCM_ContentDate, identity.content_date);
  Put(target, DCM_ContentTime, identity.content_time);
}

void PutEquipment(DcmItem& target, const MakerOfObject& maker) {
  Put(target, DCM_Manufacturer, maker.manufacturer);
  Put(target, DCM_ManufacturerModelName, maker.model_name);
  Put(target, DCM_DeviceSerialNumber, Shortened(maker.device_serial_number, 64));
  Put(target, DCM_SoftwareVersions, Shortened(maker.software_versions, 64));
}

void PutAcquisitionEquipment(DcmItem& target, DcmItem& source) {
  if (AttributeText(source, DCM_Manufacturer).empty()) return;
  DcmItem& item = AppendItem(target, DCM_ContributingEquipmentSequence);
  for (const DcmTagKey& tag : {DCM_Manufacturer,
                               DCM_InstitutionName,
                               DCM_StationName,
                               DCM_ManufacturerModelName,
                               DCM_DeviceSerialNumber,
                               DCM_SoftwareVersions}) {
    // Through ASCII: the character set of `target` is chosen for the patient's name.
    const std::string text = AsciiOnly(AttributeText(source, tag));
    if (!text.empty()) Put(item, tag, text);
  }
  PutCode(item, DCM_PurposeOfReferenceCodeSequence, codes::kAcquisitionEquipment);
}

void PutPrivateCodingScheme(DcmItem& target) {
  DcmItem& item = AppendItem(target, DCM_CodingSchemeIdentificationSequence);
  Put(item, DCM_CodingSchemeDesignator, kPrivateScheme);
  Put(item, DCM_CodingSchemeUID, UidFromName("Orthanc Regeneration coding scheme"));
  Put(item, DCM_CodingSchemeName, "Orthanc Regeneration");
  Put(item, DCM_CodingSchemeVersion, kPrivateSchemeVersion);
  Put(item, DCM_CodingSchemeResponsibleOrganization, kManufacturer);
}

}  // namespace regen::dicom
