// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/words.h"

namespace regen {
namespace {

constexpr WordRow kMeasurements[] = {
    {"t2", {"T2", "T2", "T2"}},
    {"t2-star", {"T2*", "T2*", "T2*"}},
    {"thickness", {"Thickness", "Grosor", "Gruix"}},
    {"cross-sectional-area",
     {"Cross-sectional area", "Área de sección transversal", "Àrea de secció transversal"}},
    {"volume", {"Volume", "Volumen", "Volum"}},
    {"defect-volume", {"Defect volume", "Volumen del defecto", "Volum del defecte"}},
    {"defect-length", {"Defect length", "Longitud del defecto", "Longitud del defecte"}},
    {"defect-fraction", {"Defect fraction", "Fracción de defecto", "Fracció de defecte"}},
    {"defect-extent-ml",
     {"Defect extent, mediolateral",
      "Extensión mediolateral del defecto",
      "Extensió mediolateral del defecte"}},
    {"defect-extent-ap",
     {"Defect extent, anteroposterior",
      "Extensión anteroposterior del defecto",
      "Extensió anteroposterior del defecte"}},
    {"signal-ratio", {"Signal ratio", "Cociente de señal", "Quocient de senyal"}},
    {"high-t2-fraction",
     {"Fraction with long T2", "Fracción con T2 largo", "Fracció amb T2 llarg"}},
    {"disc-height-index",
     {"Disc height index", "Índice de altura discal", "Índex d'alçada discal"}},
    {"disc-height", {"Disc height", "Altura discal", "Alçada discal"}},
    {"cartilage-thickness",
     {"Cartilage thickness", "Grosor del cartílago", "Gruix del cartílag"}},
    {"defect-fill", {"Defect fill", "Relleno del defecto", "Ompliment del defecte"}},
    {"lesion-volume", {"Lesion volume", "Volumen de la lesión", "Volum de la lesió"}},
    {"necrotic-angle", {"Necrotic angle", "Ángulo de necrosis", "Angle de necrosi"}},
    {"lesion-fraction", {"Lesion fraction", "Fracción de lesión", "Fracció de lesió"}},
    {"thickness-20mm", {"Thickness at 20 mm", "Grosor a 20 mm", "Gruix a 20 mm"}},
    {"thickness-40mm", {"Thickness at 40 mm", "Grosor a 40 mm", "Gruix a 40 mm"}},
    {"thickness-60mm", {"Thickness at 60 mm", "Grosor a 60 mm", "Gruix a 60 mm"}},
    {"cross-sectional-area-20mm",
     {"Cross-section at 20 mm", "Sección transversal a 20 mm", "Secció transversal a 20 mm"}},
    {"cross-sectional-area-40mm",
     {"Cross-section at 40 mm", "Sección transversal a 40 mm", "Secció transversal a 40 mm"}},
    {"cross-sectional-area-60mm",
     {"Cross-section at 60 mm", "Sección transversal a 60 mm", "Secció transversal a 60 mm"}},
    {"volume-20-60mm",
     {"Volume at 20 to 60 mm", "Volumen de 20 a 60 mm", "Volum de 20 a 60 mm"}},
    {"high-signal-fraction",
     {"Fraction with high signal", "Fracción con señal alta", "Fracció amb senyal alt"}},
    {"lesion-length", {"Lesion length", "Longitud de la lesión", "Longitud de la lesió"}},
    {"contralateral-ratio",
     {"Ratio to the other side", "Cociente con el otro lado", "Quocient amb l'altre costat"}},
};

constexpr WordRow kStructures[] = {
    {"patellar-tendon", {"patellar tendon", "tendón rotuliano", "tendó rotulià"}},
    {"achilles-tendon", {"Achilles tendon", "tendón de Aquiles", "tendó d'Aquil·les"}},
    {"supraspinatus-tendon",
     {"supraspinatus tendon", "tendón del supraespinoso", "tendó del supraespinós"}},
    {"hamstring-tendon", {"hamstring tendon", "tendón isquiotibial", "tendó isquiotibial"}},
    {"bone", {"bone", "hueso", "os"}},
    {"intervertebral-disc",
     {"intervertebral disc", "disco intervertebral", "disc intervertebral"}},
    {"articular-cartilage",
     {"articular cartilage", "cartílago articular", "cartílag articular"}},
    {"patella", {"patella", "rótula", "ròtula"}},
    {"tibia", {"tibia", "tibia", "tíbia"}},
    {"femur", {"femur", "fémur", "fèmur"}},
    {"calcaneus", {"calcaneus", "calcáneo", "calcani"}},
    {"scapula", {"scapula", "escápula", "escàpula"}},
    {"humerus", {"humerus", "húmero", "húmer"}},
    {"ischium", {"ischium", "isquion", "isqui"}},
    {"vertebra-above", {"vertebra above", "vértebra superior", "vèrtebra superior"}},
    {"vertebra-below", {"vertebra below", "vértebra inferior", "vèrtebra inferior"}},
    {"bone-above", {"bone above", "hueso superior", "os superior"}},
    {"bone-below", {"bone below", "hueso inferior", "os inferior"}},
    {"bone-in-front", {"bone in front", "hueso anterior", "os anterior"}},
    {"bone-behind", {"bone behind", "hueso posterior", "os posterior"}},
    {"bone-to-the-left", {"bone to the left", "hueso a la izquierda", "os a l'esquerra"}},
    {"bone-to-the-right", {"bone to the right", "hueso a la derecha", "os a la dreta"}},
    {"bone-beneath", {"bone beneath", "hueso subyacente", "os subjacent"}},
    {"bone-opposite", {"opposite bone", "hueso opuesto", "os oposat"}},
    {"tissue-in-front", {"tissue in front", "tejido anterior", "teixit anterior"}},
};

constexpr WordRow kChecks[] = {
    {"EchoTime", {"Echo times", "Tiempos de eco", "Temps d'eco"}},
    {"RepetitionTime", {"Repetition time", "Tiempo de repetición", "Temps de repetició"}},
    {"MagneticFieldStrength", {"Field strength", "Intensidad de campo", "Intensitat de camp"}},
    {"Manufacturer", {"Manufacturer", "Fabricante", "Fabricant"}},
    {"ManufacturerModelName", {"Scanner model", "Modelo del equipo", "Model de l'equip"}},
    {"DeviceSerialNumber", {"Serial number", "Número de serie", "Número de sèrie"}},
    {"SoftwareVersions", {"Scanner software", "Programa del equipo", "Programari de l'equip"}},
    {"SequenceClass", {"Sequence", "Secuencia", "Seqüència"}},
    {"FatSuppression", {"Fat suppression", "Supresión grasa", "Supressió del greix"}},
    {"ContrastBolusAgent", {"Contrast agent", "Contraste", "Contrast"}},
    {"PixelSpacing", {"Pixel spacing", "Tamaño de píxel", "Mida de píxel"}},
    {"SliceThickness", {"Slice thickness", "Grosor de corte", "Gruix de tall"}},
    {"SliceSpacing", {"Slice spacing", "Espaciado de cortes", "Espaiat de talls"}},
    {"Orientation", {"Slice orientation", "Orientación", "Orientació"}},
    {"Laterality", {"Side", "Lado", "Costat"}},
    {"LossyImageCompression",
     {"Lossy compression", "Compresión con pérdida", "Compressió amb pèrdua"}},
    {"PhotometricInterpretation", {"Grey scale", "Escala de grises", "Escala de grisos"}},
    {"EchoTrainLength",
     {"Echo train length", "Longitud del tren de ecos", "Longitud del tren d'ecos"}},
    {"FlipAngle", {"Flip angle", "Ángulo de inclinación", "Angle d'inclinació"}},
    {"FibreAngle", {"Fibre angle", "Ángulo de las fibras", "Angle de les fibres"}},
    {"TimeOfDay", {"Time of day", "Hora del día", "Hora del dia"}},
    {"JointAngle", {"Joint angle", "Ángulo articular", "Angle articular"}},
};

// Whole values, and parts of values beside numbers; longer ones first.
constexpr WordRow kCheckValues[] = {
    {"not stated", {"not stated", "no consta", "no consta"}},
    {"none", {"none", "ninguno", "cap"}},
    {"fat suppressed", {"fat suppressed", "con supresión", "amb supressió"}},
    {"not suppressed", {"not suppressed", "sin supresión", "sense supressió"}},
    {"reference", {"reference", "referencia", "referència"}},
    {" echoes from ", {" echoes from ", " ecos de ", " ecos de "}},
    {" to ", {" to ", " a ", " a "}},
    {"turned by ", {"turned by ", "girado ", "girat "}},
    {" degrees away", {" degrees away", " grados de diferencia", " graus de diferència"}},
    {" degrees", {" degrees", " grados", " graus"}},
    {" with magnetisation transfer",
     {" with magnetisation transfer",
      " con transferencia de magnetización",
      " amb transferència de magnetització"}},
};

}  // namespace

std::span<const WordRow> RowsOf(CodeKind kind) {
  switch (kind) {
    case CodeKind::kMeasurement:
      return kMeasurements;
    case CodeKind::kStructure:
      return kStructures;
    case CodeKind::kCheck:
      return kChecks;
    case CodeKind::kCheckValue:
      return kCheckValues;
    case CodeKind::kReason:
      break;
  }
  return ReasonWords();
}

}  // namespace regen
