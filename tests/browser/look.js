// SPDX-License-Identifier: GPL-3.0-or-later
// node look.js '{"Packages", "Chromium", "Url", "Open", "Screenshots"}'
//
// Opens a comparison in OHIF as a radiologist does, then each series of "Open" (SeriesDescription,
// Viewport, Panel) by a double click, and says as JSON what is to be seen: the viewports with what
// they show and how much of it is not black, all text on the screen, and every segmentation as the
// viewer holds it.
"use strict";
const path = require("node:path");

const wanted = JSON.parse(process.argv[2]);
const {chromium} = require(path.join(wanted.Packages, "node_modules", "playwright-core"));

const kPatience = 120_000;  // ms; without a graphics card, on a machine under load
const kBrightShare = 0.05;  // of a viewport's pixels, where an image is shown in it
const kViewport = {width: 1200, height: 760};

// --- what runs in the page

// Share of every viewport's pixels that are brighter than a dark grey.
function brightShares() {
  return [...document.querySelectorAll("canvas.cornerstone-canvas")].map(canvas => {
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let bright = 0;
    for (let i = 0; i < pixels.length; i += 4) {
      if (pixels[i] + pixels[i + 1] + pixels[i + 2] > 120) bright += 1;
    }
    return bright / (pixels.length / 4);
  });
}

function viewports() {
  const {viewportGridService, displaySetService} = window.services;
  return [...viewportGridService.getState().viewports.values()].map(viewport => ({
    Shows: viewport.displaySetInstanceUIDs.map(uid => {
      const set = displaySetService.getDisplaySetByUID(uid) ?? {};
      return {Modality: set.Modality, SeriesDescription: set.SeriesDescription,
        StudyInstanceUID: set.StudyInstanceUID};
    })}));
}

// Labels, and for every image with marked pixels how many there are.
function segmentations() {
  return window.services.segmentationService.getSegmentations().map(segmentation => {
    const pixels = {};
    for (const id of segmentation.representationData.Labelmap.imageIds) {
      const image = window.cornerstone.cache.getImage(id);
      const count = image.getPixelData().reduce((sum, value) => sum + (value ? 1 : 0), 0);
      const shown = window.cornerstone.metaData.get("instance", image.referencedImageId);
      if (count > 0) pixels[shown.SOPInstanceUID] = count;
    }
    return {Label: segmentation.label,
      Segments: Object.values(segmentation.segments).map(segment => segment.label),
      Pixels: pixels};
  });
}

function activate(number) {
  const {viewportGridService} = window.services;
  const ids = [...viewportGridService.getState().viewports.keys()];
  viewportGridService.setActiveViewportId(ids[number]);
}

// --- what runs here

async function waitUntilBright(page) {
  const deadline = Date.now() + kPatience;
  let shares = [];
  while (Date.now() < deadline) {
    shares = await page.evaluate(brightShares);
    if (shares.length > 0 && shares.every(share => share > kBrightShare)) break;
    await page.waitForTimeout(500);
  }
  return shares;
}

// The film of a series of several echoes starts by itself. This viewer fails where another object is
// opened into a viewport that has one (docs/viewers.md), so that it is closed first.
async function closeFilm(page) {
  const close = page.locator('[data-cy="cine-player-close"]');
  for (let tries = 0; tries < 5; ++tries) {
    if (await close.count() === 0) return;
    await close.first().click();
    await page.waitForTimeout(500);
  }
}

async function look(page, name) {
  const seen = {BrightShares: await waitUntilBright(page)};
  await page.screenshot({path: path.join(wanted.Screenshots, `${name}.png`)});
  seen.Viewports = await page.evaluate(viewports);
  seen.Text = await page.locator("body").innerText();
  return seen;
}

// The comparison as the viewer lays it out by itself.
async function compare(page) {
  await page.goto(wanted.Url);
  await page.locator("canvas.cornerstone-canvas").nth(1).waitFor();
  return look(page, "compare");
}

// Into the viewport of this number, from the top left on, by a double click in the list.
async function open(page, {SeriesDescription, Viewport, Panel}, number) {
  await closeFilm(page);  // a click activates the viewport that it falls into
  await page.evaluate(activate, Viewport);
  await page.waitForTimeout(500);
  await page.locator('[data-cy="study-browser-thumbnail-no-image"]',
    {hasText: SeriesDescription}).first().dblclick();
  await page.waitForTimeout(2000);
  // The viewer opens some panels by itself; their button is then gone.
  if (Panel) await page.locator(`[data-cy="${Panel}-btn"]`).click({timeout: 3000}).catch(() => {});
  await page.waitForTimeout(1000);
  return look(page, `open-${number + 1}`);
}

async function main() {
  const browser = await chromium.launch({executablePath: wanted.Chromium, args: [
    "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]});
  try {
    const page = await browser.newPage({viewport: kViewport});
    page.setDefaultTimeout(kPatience);
    const errors = [];
    page.on("pageerror", error => errors.push(String(error)));
    const foreign = [];
    page.on("request", request => {
      const url = new URL(request.url());
      if (url.protocol.startsWith("http") && url.origin !== new URL(wanted.Url).origin)
        foreign.push(url.origin);
    });
    // The viewer's tour of its own buttons would lie over the images.
    await page.addInitScript(() =>
      window.localStorage?.setItem("shownTours", JSON.stringify(["basicViewerTour"])));
    const seen = {Compare: await compare(page), Opened: []};
    for (const [number, description] of wanted.Open.entries()) {
      seen.Opened.push(await open(page, description, number));
      if (description.Panel) seen.Segmentations = await page.evaluate(segmentations);
    }
    console.log(JSON.stringify({...seen, Errors: errors, ForeignRequests: foreign}));
  } finally {
    await browser.close();
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
