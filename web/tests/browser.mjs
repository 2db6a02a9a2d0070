// Debian's Chromium, driven by playwright-core; everything that it writes lies in a folder that goes when the tests are over.
import { mkdtempSync, mkdirSync, rmSync, existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const root = join(import.meta.dirname, "../..");
const pages = join(root, "artifacts/report-pages");

const switches = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--disable-dev-shm-usage",
];

/** One browser for a file of tests. */
export async function launch() {
  mkdirSync(join(root, "artifacts/web-tests"), { recursive: true });
  const folder = mkdtempSync(join(root, "artifacts/web-tests/chromium-"));
  mkdirSync(join(folder, "tmp"));
  const context = await chromium.launchPersistentContext(join(folder, "profile"), {
    headless: true, executablePath: "/usr/bin/chromium", args: switches, viewport: { width: 1280, height: 900 }, colorScheme: "light",
    env: { PATH: process.env.PATH, HOME: folder, TMPDIR: join(folder, "tmp"), LANG: "C.UTF-8" },
  });
  context.setDefaultTimeout(30_000);
  return {
    context,
    close: async () => {
      await context.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** Path of a page that Heapline.Report.Tests has written. */
export function pagePath(name) {
  const path = join(pages, name);
  if (!existsSync(path)) throw new Error(`${name} is not there: tests/Heapline.Report.Tests writes it, and ./dev test runs that first`);
  return path;
}

/** Opens a page from disk and waits until it shows everything. What goes wrong in it, or asks anybody for anything, is in `faults`. */
export async function open(context, path, hash = "") {
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => /^(file|blob):/.test(request.url()) || faults.push(`request: ${request.url()}`));
  await page.goto(pathToFileURL(path).href + (hash ? `#${hash}` : ""));
  await page.waitForSelector("html[data-ready]");
  return { page, faults };
}

/** Takes the page to another state as a link does. */
export async function follow(page, hash) {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await settled(page);
}

/** Two pictures later everything that a change asked for is on the screen. */
export const settled = (page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))));

/** Bytes and blocks of the answer above the tabs. */
export const answer = (page) =>
  page.evaluate(() => ({
    bytes: Number(document.querySelector(".answer [data-bytes]")?.getAttribute("data-bytes") ?? NaN),
    blocks: Number(document.querySelector(".answer [data-blocks]").getAttribute("data-blocks")),
  }));

/** Where the plot's inside lies. */
export const plot = (page) => page.locator(".brush").boundingBox();
