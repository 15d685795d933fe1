// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/words.h"

#include <array>
#include <cassert>

namespace regen {
namespace {

constexpr std::size_t kWords = static_cast<std::size_t>(Word::kCount);

// In the order of Word. The code names the row where a test complains.
constexpr WordRow kFixedTexts[] = {
    // document
    {"title",
     {"MRI follow-up of a treated structure",
      "Seguimiento por RM de una estructura tratada",
      "Seguiment per RM d'una estructura tractada"}},
    {"page-of", {"page {1} of {2}", "página {1} de {2}", "pàgina {1} de {2}"}},
    {"created", {"created {1}", "creado {1}", "creat {1}"}},
    {"unverified", {"UNVERIFIED", "NO VERIFICADO", "NO VERIFICAT"}},
    {"verified", {"VERIFIED", "VERIFICADO", "VERIFICAT"}},
    {"unverified-note",
     {"Made automatically; no physician has reviewed it",
      "Generado automáticamente; ningún médico lo ha revisado",
      "Generat automàticament; cap metge no l'ha revisat"}},
    {"verified-by",
     {"Verified by {1}, {2}", "Verificado por {1}, {2}", "Verificat per {1}, {2}"}},
    {"not-a-diagnosis",
     {"Structure as measured by MRI; not a diagnosis",
      "Estructura medida por RM; no es un diagnóstico",
      "Estructura mesurada per RM; no és un diagnòstic"}},
    {"text-title",
     {"Follow-up report (unverified)",
      "Informe de seguimiento (no verificado)",
      "Informe de seguiment (no verificat)"}},
    {"study", {"Study", "Estudio", "Estudi"}},
    {"missing-glyphs",
     {"{1} characters cannot be shown: no installed font has them",
      "{1} caracteres no se pueden mostrar: ninguna fuente instalada los contiene",
      "{1} caràcters no es poden mostrar: cap tipus de lletra instal·lat els conté"}},
    // identity
    {"patient", {"Patient", "Paciente", "Pacient"}},
    {"patient-id", {"ID", "ID", "ID"}},
    {"born", {"Born", "Nacimiento", "Naixement"}},
    {"sex", {"Sex", "Sexo", "Sexe"}},
    {"sex-female", {"female", "mujer", "dona"}},
    {"sex-male", {"male", "hombre", "home"}},
    {"sex-other", {"other", "otro", "altre"}},
    {"accession", {"Accession", "N.º de acceso", "Núm. d'accés"}},
    {"treatment", {"Treatment", "Tratamiento", "Tractament"}},
    {"applied", {"applied {1}", "aplicado el {1}", "aplicat el {1}"}},
    {"left", {"left", "izquierdo", "esquerre"}},
    {"right", {"right", "derecho", "dret"}},
    {"level", {"level {1}", "nivel {1}", "nivell {1}"}},
    {"unknown", {"unknown", "desconocido", "desconegut"}},
    // time points
    {"baseline", {"Baseline", "Basal", "Basal"}},
    {"follow-up", {"Follow-up", "Seguimiento", "Seguiment"}},
    {"day-before",
     {"{1} day before the treatment",
      "{1} día antes del tratamiento",
      "{1} dia abans del tractament"}},
    {"days-before",
     {"{1} days before the treatment",
      "{1} días antes del tratamiento",
      "{1} dies abans del tractament"}},
    {"day-after",
     {"{1} day after the treatment",
      "{1} día después del tratamiento",
      "{1} dia després del tractament"}},
    {"days-after",
     {"{1} days after the treatment",
      "{1} días después del tratamiento",
      "{1} dies després del tractament"}},
    {"date-unknown", {"date unknown", "fecha desconocida", "data desconeguda"}},
    {"no-date", {"no date", "sin fecha", "sense data"}},
    // result
    {"result", {"Result", "Resultado", "Resultat"}},
    {"outcome", {"Outcome", "Desenlace", "Desenllaç"}},
    {"outcome-measured", {"measured", "medido", "mesurat"}},
    {"outcome-held", {"held", "retenido", "retingut"}},
    {"outcome-refused", {"refused", "rechazado", "rebutjat"}},
    {"change-exceeds",
     {"Change {1} % (95 % interval {2} to {3} %) exceeds the measurement error "
      "(repeatability coefficient {4} %, {5}).",
      "El cambio de {1} % (intervalo del 95 %: {2} a {3} %) supera el error de medición "
      "(coeficiente de repetibilidad {4} %, {5}).",
      "El canvi de {1} % (interval del 95 %: {2} a {3} %) supera l'error de mesura "
      "(coeficient de repetibilitat {4} %, {5})."}},
    {"change-within",
     {"Change {1} % (95 % interval {2} to {3} %) is within the measurement error "
      "(repeatability coefficient {4} %, {5}); neither change nor absence of change is shown.",
      "El cambio de {1} % (intervalo del 95 %: {2} a {3} %) queda dentro del error de medición "
      "(coeficiente de repetibilidad {4} %, {5}); no se demuestra ni cambio ni ausencia de "
      "cambio.",
      "El canvi de {1} % (interval del 95 %: {2} a {3} %) queda dins de l'error de mesura "
      "(coeficient de repetibilitat {4} %, {5}); no es demostra ni canvi ni absència de "
      "canvi."}},
    {"change-exceeds-in-unit",
     {"Change {1} (95 % interval {2} to {3}) exceeds the measurement error; percentages of a "
      "baseline of zero mean nothing.",
      "El cambio de {1} (intervalo del 95 %: {2} a {3}) supera el error de medición; los "
      "porcentajes de un valor basal de cero no significan nada.",
      "El canvi de {1} (interval del 95 %: {2} a {3}) supera l'error de mesura; els "
      "percentatges d'un valor basal de zero no signifiquen res."}},
    {"change-within-in-unit",
     {"Change {1} (95 % interval {2} to {3}) is within the measurement error; neither change "
      "nor absence of change is shown.",
      "El cambio de {1} (intervalo del 95 %: {2} a {3}) queda dentro del error de medición; no "
      "se demuestra ni cambio ni ausencia de cambio.",
      "El canvi de {1} (interval del 95 %: {2} a {3}) queda dins de l'error de mesura; no es "
      "demostra ni canvi ni absència de canvi."}},
    {"not-compared", {"Not compared.", "No comparado.", "No comparat."}},
    {"not-compared-because", {"Not compared: {1}.", "No comparado: {1}.", "No comparat: {1}."}},
    {"from-to", {"from {1} to {2}", "de {1} a {2}", "de {1} a {2}"}},
    {"quantity-of", {"{1} of the {2}", "{1}, {2}", "{1}, {2}"}},
    {"held-sentence",
     {"Nothing was measured yet: the study waits for a person.",
      "Aún no se ha medido nada: el estudio espera la decisión de una persona.",
      "Encara no s'ha mesurat res: l'estudi espera la decisió d'una persona."}},
    {"refused-sentence",
     {"The change was not measured: the two examinations do not allow it.",
      "No se ha medido el cambio: las dos exploraciones no lo permiten.",
      "No s'ha mesurat el canvi: les dues exploracions no ho permeten."}},
    {"verdict-exceeds",
     {"exceeds the measurement error",
      "supera el error de medición",
      "supera l'error de mesura"}},
    {"verdict-within",
     {"within the measurement error",
      "dentro del error de medición",
      "dins de l'error de mesura"}},
    {"verdict-not-comparable", {"not comparable", "no comparable", "no comparable"}},
    {"not-measured", {"not measured", "no medido", "no mesurat"}},
    {"detail", {"detail", "detalle, en inglés", "detall, en anglès"}},
    {"note", {"note", "nota", "nota"}},
    // images and chart
    {"slice-of", {"slice {1} of {2}", "corte {1} de {2}", "tall {1} de {2}"}},
    {"registered",
     {"registered to the baseline", "registrado con el basal", "registrat amb el basal"}},
    {"no-picture", {"no image", "sin imagen", "sense imatge"}},
    {"pictures-note",
     {"Outline: the measured region. Not for diagnosis.",
      "Contorno: la región medida. No apto para diagnóstico.",
      "Contorn: la regió mesurada. No apte per a diagnòstic."}},
    {"trend", {"Course of {1}", "Evolución de {1}", "Evolució de {1}"}},
    {"days-from-treatment",
     {"days from the treatment", "días desde el tratamiento", "dies des del tractament"}},
    {"treatment-mark", {"treatment", "tratamiento", "tractament"}},
    {"error-band",
     {"band: baseline ± repeatability coefficient ({1} %)",
      "banda: basal ± coeficiente de repetibilidad ({1} %)",
      "banda: basal ± coeficient de repetibilitat ({1} %)"}},
    // table of measurements
    {"measurements", {"Measurements", "Mediciones", "Mesures"}},
    {"measurement", {"Measurement", "Medición", "Mesura"}},
    {"change", {"Change", "Cambio", "Canvi"}},
    {"change-percent", {"Change, %", "Cambio, %", "Canvi, %"}},
    {"interval", {"95 % interval", "Intervalo 95 %", "Interval 95 %"}},
    {"interval-range", {"{1} to {2} %", "{1} a {2} %", "{1} a {2} %"}},
    {"repeatability", {"Repeatability", "Repetibilidad", "Repetibilitat"}},
    {"verdict", {"Verdict", "Veredicto", "Veredicte"}},
    {"primary", {"primary", "principal", "principal"}},
    {"secondary",
     {"secondary, not adjusted", "secundaria, sin ajuste", "secundària, sense ajust"}},
    {"more-measurements",
     {"{1} more measurements stand in the structured report.",
      "{1} mediciones más figuran en el informe estructurado.",
      "{1} mesures més figuren a l'informe estructurat."}},
    {"source-site", {"site's test-retest", "test-retest propio", "test-retest propi"}},
    {"source-literature", {"literature", "bibliografía", "bibliografia"}},
    {"source-phantom", {"phantom", "maniquí", "maniquí"}},
    {"source-unknown", {"source unknown", "fuente desconocida", "font desconeguda"}},
    // second page
    {"comparability",
     {"Comparability of the two examinations",
      "Comparabilidad de las dos exploraciones",
      "Comparabilitat de les dues exploracions"}},
    {"check", {"Check", "Criterio", "Criteri"}},
    {"same", {"same", "igual", "igual"}},
    {"degraded", {"degraded", "degradado", "degradat"}},
    {"refused", {"refused", "rechazado", "rebutjat"}},
    {"same-of",
     {"{1} of {2} checks are the same",
      "{1} de {2} criterios son iguales",
      "{1} de {2} criteris són iguals"}},
    {"more-rows",
     {"{1} more rows stand in report.json.",
      "{1} filas más figuran en report.json.",
      "{1} files més figuren a report.json."}},
    {"registration",
     {"Registration of the follow-up to the baseline",
      "Registro del seguimiento con el basal",
      "Registre del seguiment amb el basal"}},
    {"structure", {"Structure", "Estructura", "Estructura"}},
    {"correlation", {"Correlation", "Correlación", "Correlació"}},
    {"remaining-shift",
     {"Remaining shift", "Desplazamiento residual", "Desplaçament residual"}},
    {"inverse-consistency", {"Forward-backward", "Ida y vuelta", "Anada i tornada"}},
    {"halves", {"Halves", "Mitades", "Meitats"}},
    {"usable", {"Usable", "Utilizable", "Utilitzable"}},
    {"yes", {"yes", "sí", "sí"}},
    {"no", {"no", "no", "no"}},
    {"carried-by", {"Carried by {1}", "Transportado por {1}", "Transportat per {1}"}},
    {"position-known",
     {"Position known to {1} mm", "Posición conocida a {1} mm", "Posició coneguda a {1} mm"}},
    {"joint-turned",
     {"Joint turned by {1} degrees",
      "Articulación girada {1} grados",
      "Articulació girada {1} graus"}},
    {"region", {"Region", "Región", "Regió"}},
    {"region-reader",
     {"drawn by a reader on the baseline",
      "dibujada por un lector en el basal",
      "dibuixada per un lector al basal"}},
    {"region-propagated",
     {"a reader's on the baseline, carried to the follow-up",
      "de un lector en el basal, trasladada al seguimiento",
      "d'un lector al basal, traslladada al seguiment"}},
    {"region-automatic",
     {"proposed automatically on the baseline",
      "propuesta automáticamente en el basal",
      "proposada automàticament al basal"}},
    {"region-external",
     {"drawn on the follow-up by a person or another program",
      "dibujada en el seguimiento por una persona u otro programa",
      "dibuixada al seguiment per una persona o un altre programa"}},
    {"reviewed", {"reviewed", "revisada", "revisada"}},
    {"not-reviewed", {"not reviewed", "sin revisar", "sense revisar"}},
    {"proposal-quality", {"quality {1}", "calidad {1}", "qualitat {1}"}},
    {"agreement", {"agreement {1}", "concordancia {1}", "concordança {1}"}},
    {"outline-moved",
     {"outline moved by {1} mm, volume {2} %",
      "contorno desplazado {1} mm, volumen {2} %",
      "contorn desplaçat {1} mm, volum {2} %"}},
    {"origin",
     {"How the values came about",
      "Cómo se obtuvieron los valores",
      "Com es van obtenir els valors"}},
    {"voxels",
     {"{1} voxels measured, {2} rejected",
      "{1} vóxeles medidos, {2} rechazados",
      "{1} vòxels mesurats, {2} rebutjats"}},
    {"standard-error", {"standard error {1}", "error estándar {1}", "error estàndard {1}"}},
    {"region-volume", {"region {1}", "región {1}", "regió {1}"}},
    {"by-position",
     {"by position of the region +/- {1}",
      "por la posición de la región +/- {1}",
      "per la posició de la regió +/- {1}"}},
    {"repeatability-from", {"Repeatability: {1}", "Repetibilidad: {1}", "Repetibilitat: {1}"}},
    {"notes", {"Notes", "Notas", "Notes"}},
    {"reasons", {"Reasons", "Motivos", "Motius"}},
    {"provenance", {"Provenance", "Procedencia", "Procedència"}},
    {"software", {"Software", "Programa", "Programa"}},
    {"configuration", {"Configuration", "Configuración", "Configuració"}},
    {"inputs", {"Input images", "Imágenes de entrada", "Imatges d'entrada"}},
    {"analysis", {"Analysis", "Análisis", "Anàlisi"}},
    {"series-used", {"Series used, {1}", "Series usadas, {1}", "Sèries usades, {1}"}},
    {"limits", {"Limits", "Límites", "Límits"}},
    {"limit-structure",
     {"The numbers describe structure as MRI shows it. They are no diagnosis, and they do not "
      "say why something changed or whether the treatment worked.",
      "Los números describen la estructura tal como la muestra la RM. No son un diagnóstico y "
      "no "
      "dicen por qué algo cambió ni si el tratamiento funcionó.",
      "Els nombres descriuen l'estructura tal com la mostra la RM. No són un diagnòstic i no "
      "diuen per què alguna cosa ha canviat ni si el tractament ha funcionat."}},
    {"limit-within",
     {"A change within the measurement error shows neither change nor its absence.",
      "Un cambio dentro del error de medición no demuestra ni cambio ni su ausencia.",
      "Un canvi dins de l'error de mesura no demostra ni canvi ni la seva absència."}},
    {"limit-interval",
     {"The interval holds for the repeatability named here, widened where the acquisitions "
      "differ and by how well the region's position is known. Another outline on the baseline "
      "would give other values.",
      "El intervalo vale para la repetibilidad aquí indicada, ampliado donde las adquisiciones "
      "difieren y según lo bien que se conoce la posición de la región. Otro contorno en el "
      "basal daría otros valores.",
      "L'interval val per a la repetibilitat aquí indicada, ampliat on les adquisicions "
      "difereixen i segons com de bé es coneix la posició de la regió. Un altre contorn al "
      "basal donaria altres valors."}},
    {"limit-primary",
     {"Conclusions rest on the primary measurement; the others are secondary and not adjusted "
      "for their number.",
      "Las conclusiones se apoyan en la medición principal; las demás son secundarias y no "
      "están "
      "ajustadas por su número.",
      "Les conclusions es basen en la mesura principal; les altres són secundàries i no estan "
      "ajustades pel seu nombre."}},
    {"limit-pictures",
     {"Images: mean of the echoes, each examination windowed by its own grey values; the "
      "follow-up is interpolated in the baseline's slice.",
      "Imágenes: media de los ecos, cada exploración con ventana según sus propios grises; el "
      "seguimiento está interpolado en el corte del basal.",
      "Imatges: mitjana dels ecos, cada exploració amb finestra segons els seus propis grisos; "
      "el seguiment està interpolat al tall del basal."}},
    // months
    {"months",
     {"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
      "ene feb mar abr may jun jul ago sep oct nov dic",
      "gen febr març abr maig juny jul ag set oct nov des"}},
};
static_assert(std::size(kFixedTexts) == kWords, "a row for every Word");

}  // namespace

std::string_view Translations::In(Language language) const {
  switch (language) {
    case Language::kSpanish:
      return spanish;
    case Language::kCatalan:
      return catalan;
    case Language::kEnglish:
      break;
  }
  return english;
}

std::string_view Text(Word word, Language language) {
  const auto row = static_cast<std::size_t>(word);
  assert(row < kWords);
  return kFixedTexts[row].text.In(language);
}

std::string Fill(Word word, Language language, const std::vector<std::string>& parts) {
  const std::string_view form = Text(word, language);
  std::string out;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool place = form[i] == '{' && i + 2 < form.size() && form[i + 2] == '}';
    if (!place) {
      out += form[i];
      continue;
    }
    const auto part = static_cast<std::size_t>(form[i + 1] - '1');
    assert(part < parts.size());
    out += parts[part];
    i += 2;
  }
  return out;
}

std::string CodeText(CodeKind kind, std::string_view code, Language language) {
  for (const WordRow& row : RowsOf(kind)) {
    if (row.code == code) return std::string(row.text.In(language));
  }
  std::string plain(code);
  for (char& c : plain) {
    if (c == '-') c = ' ';
  }
  return plain;
}

std::span<const WordRow> FixedTexts() {
  return kFixedTexts;
}

}  // namespace regen
