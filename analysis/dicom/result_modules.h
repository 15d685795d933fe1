// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: the modules that all our objects have alike.
#pragma once

#include "analysis/dicom/dataset_util.h"

#include <string>

namespace regen::dicom {

// Who made an object (General and Enhanced General Equipment modules).
struct MakerOfObject {
  std::string manufacturer;
  std::string model_name;
  std::string device_serial_number;
  std::string software_versions;
};

// What identifies an object and its series.
struct ObjectIdentity {
  std::string sop_class_uid;
  std::string sop_instance_uid;
  std::string series_instance_uid;
  std::string modality;
  int series_number = 0;
  std::string series_description;
  std::string content_date;  // DICOM DA
  std::string content_time;  // DICOM TM
};

// Copies the Patient, Clinical Trial Subject, General Study, Patient Study and Clinical Trial
// Study modules from a source image, attribute by attribute; what the source does not have is
// removed from `target`. Text is converted into UTF-8 (SpecificCharacterSet ISO_IR 192), from
// whatever character sets the source states.
//
// Where some text is not defined in them (a set that is not DICOM's, bytes that mean nothing),
// all bytes and SpecificCharacterSet stay the source's: a name is passed on or left, never
// spoilt. Returns whether `target` is UTF-8; if not, our own text must be plain ASCII.
bool CopyPatientAndStudy(DcmItem& source, DcmItem& target);

// Type 2 attributes of Patient and General Study that the source lacks, as empty ones.
void CompletePatientAndStudy(DcmItem& target);

void PutIdentity(DcmItem& target, const ObjectIdentity& identity);

void PutEquipment(DcmItem& target, const MakerOfObject& maker);

// ContributingEquipmentSequence: the scanner that acquired `source`.
void PutAcquisitionEquipment(DcmItem& target, DcmItem& source);

// CodingSchemeIdentificationSequence: what the private scheme is, for objects that use it.
void PutPrivateCodingScheme(DcmItem& target);

}  // namespace regen::dicom
