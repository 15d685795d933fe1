// SPDX-License-Identifier: GPL-3.0-or-later
// A button on the study page of Orthanc Explorer. Paths are relative to app/explorer.html.
$('#study').live('pagebeforecreate', function() {
  var button = $('<a>')
    .attr('data-role', 'button')
    .attr('href', '#')
    .attr('data-icon', 'search')
    .attr('data-theme', 'e')
    .text('Regeneration: follow-up report');
  button.insertBefore($('#study-delete').parent().parent());
  button.click(function() {
    if (!$.mobile.pageData) return;
    $.ajax({
      url: '../studies/' + $.mobile.pageData.uuid,
      dataType: 'json',
      cache: false,
      success: function(study) {
        window.location.href = '../regeneration/app/?study=' +
          encodeURIComponent(study.MainDicomTags.StudyInstanceUID);
      }
    });
  });
});
