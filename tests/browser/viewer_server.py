# SPDX-License-Identifier: GPL-3.0-or-later
"""OHIF's files and Orthanc's DICOMweb under one origin, as a hospital's proxy serves them."""

import http.server
import os
import threading
import urllib.error
import urllib.request

CONFIGURATION = """window.config = {
  routerBasename: null, extensions: [], modes: [], showStudyList: true,
  maxNumberOfWebWorkers: 2, showLoadingIndicator: true, showCPUFallbackMessage: false,
  investigationalUseDialog: {option: 'never'},
  defaultDataSourceName: 'dicomweb',
  dataSources: [{
    namespace: '@ohif/extension-default.dataSourcesModule.dicomweb', sourceName: 'dicomweb',
    configuration: {
      friendlyName: 'Orthanc', name: 'orthanc', wadoUriRoot: '/dicom-web', qidoRoot: '/dicom-web',
      wadoRoot: '/dicom-web', qidoSupportsIncludeField: false, imageRendering: 'wadors',
      thumbnailRendering: 'wadors', enableStudyLazyLoad: true, supportsFuzzyMatching: false,
      supportsWildcard: true, dicomUploadEnabled: false, omitQuotationForMultipartRequest: true,
      bulkDataURI: {enabled: true, relativeResolution: 'studies'}}}],
};
"""


class _Handler(http.server.SimpleHTTPRequestHandler):
    orthanc = ""

    def do_GET(self):
        path = self.path.split("?")[0]
        if path.startswith("/dicom-web"):
            self.forward()
        elif path == "/app-config.js":
            self.answer(200, "text/javascript", CONFIGURATION.encode())
        else:
            if not os.path.isfile(self.translate_path(path)):
                self.path = "/index.html"  # the application's own routes
            super().do_GET()

    def forward(self):
        # Orthanc names itself in its answers as it was asked.
        headers = {name: self.headers[name] for name in ("Accept", "Host")
                   if name in self.headers}
        request = urllib.request.Request(self.orthanc + self.path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                self.answer(answer.status, answer.headers["Content-Type"], answer.read())
        except urllib.error.HTTPError as error:
            self.answer(error.code, "text/plain", error.read())

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class ViewerServer:
    """Serves `folder` on a free port of the loopback until closed."""

    def __init__(self, folder, orthanc_url):
        handler = type("Handler", (_Handler,), {"orthanc": orthanc_url})
        self._server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), lambda *args: handler(*args, directory=folder))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
