// The page of the simulated run, as a person uses it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { answer, follow, launch, open, pagePath, plot, settled } from "./browser.mjs";

const answers = JSON.parse(readFileSync(pagePath("answers.json"), "utf8"));
const expected = (mode, process = -1) => answers.find((a) => a.mode === mode && a.from === null && a.process === process);
const text = (page, selector) => page.locator(selector).innerText();
const hash = (page) => page.evaluate(() => decodeURIComponent(location.hash));

/** The link is written a moment after the last change. */
const linked = (page, part) => page.waitForFunction((wanted) => decodeURIComponent(location.hash).includes(wanted), part);

describe("the page", () => {
  let browser;
  let page;
  let faults;
  const fresh = async (at = "") => {
    if (page) await page.close();
    ({ page, faults } = await open(browser.context, pagePath("simulated.html"), at));
  };
  before(async () => {
    browser = await launch();
  });
  after(async () => {
    await browser.close();
  });

  test("opens from disk, says what was run, and asks nobody for anything", async () => {
    await fresh();
    assert.equal(await text(page, "h1"), "python3 app.py --all");
    assert.match(await text(page, "header"), /Python 3\.12\.1.*2 processes.*exit code 0/s);
    assert.match(await page.title(), /^python3 app\.py --all/);
    assert.deepEqual(faults, []);
  });

  test("answers every question about every window as counting the blocks does", async () => {
    await fresh();
    for (const a of answers) {
      await follow(page, `show=${a.mode}&process=${a.process}${a.from === null ? "" : `&window=${a.from},${a.to}`}`);
      const got = await answer(page);
      assert.equal(got.blocks, a.blocks, JSON.stringify(a));
      if (a.mode !== "temporary") assert.equal(got.bytes, a.bytes, JSON.stringify(a));
    }
    assert.deepEqual(faults, []);
  });

  test("flame graph, source and table each add up to the answer", async () => {
    await fresh("show=alive&view=table&rows=stack");
    const total = expected("alive");
    const rows = await page.evaluate(async () => {
      let copied = "";
      Object.defineProperty(navigator, "clipboard", { value: { writeText: async (t) => (copied = t) } });
      [...document.querySelectorAll("button")].find((b) => b.textContent === "Copy as CSV").click();
      await new Promise((resolve) => setTimeout(resolve));
      return copied;
    });
    const cells = rows.trim().split("\r\n").slice(1).map((row) => row.split(","));
    assert.equal(cells.reduce((sum, c) => sum + Number(c[0]), 0), total.bytes);
    assert.equal(cells.reduce((sum, c) => sum + Number(c[1]), 0), total.blocks);
    await follow(page, "show=alive&view=source&hide=false");
    const files = await page.locator(".files li .figure").evaluateAll((all) => all.map((e) => Number(e.title.replace(/\D/g, ""))));
    assert.ok(files.length >= 3);
    await follow(page, "show=alive");
    await page.locator(".graph").focus();
    await page.keyboard.press("ArrowDown");
    assert.match(await text(page, "#flame-box"), /^all/);
    assert.match(await page.locator("#flame-box span[title]").getAttribute("title"), new RegExp(total.bytes.toLocaleString("en-US")));
  });

  test("a drag over the timeline selects, everything below follows, and Clear ends it", async () => {
    await fresh("show=allocated");
    const whole = await answer(page);
    const hottest = await text(page, ".hottest");
    const at = await plot(page);
    await page.mouse.move(at.x + at.width * 0.25, at.y + 60);
    await page.mouse.down();
    await page.mouse.move(at.x + at.width * 0.4, at.y + 60);
    await page.mouse.move(at.x + at.width * 0.5, at.y + 60);
    await page.mouse.up();
    await settled(page);
    const part = await answer(page);
    assert.ok(part.bytes > 0 && part.bytes < whole.bytes);
    assert.notEqual(await text(page, ".hottest"), hottest);
    assert.match(await text(page, ".selected"), /Selected 1\.\d+ s – 3\.\d+ s \(1\.\d+ s\)/);
    await linked(page, "window=1.");
    await page.getByRole("button", { name: "Clear" }).click();
    await settled(page);
    assert.deepEqual(await answer(page), whole);
  });

  test("a click on the timeline asks what is alive at that instant", async () => {
    await fresh();
    const at = await plot(page);
    await page.mouse.click(at.x + at.width * 0.5, at.y + 60);
    await settled(page);
    assert.equal(await page.getByRole("radio", { name: "Alive at end" }).isChecked(), true);
    assert.match(await text(page, ".selected"), /^Selected 0\.\d+ s – [23]\.\d+ s/);
  });

  test("the selection can be moved by its middle and by its ends", async () => {
    await fresh("window=1,2&show=kept");
    const at = await plot(page);
    const x = (seconds) => at.x + (at.width * seconds) / 6;
    await page.mouse.move(x(1.5), at.y + 5);
    await page.mouse.down();
    await page.mouse.move(x(3.5), at.y + 5, { steps: 3 });
    await page.mouse.up();
    await settled(page);
    assert.match(await text(page, ".selected"), /Selected (2\.9|3\.0)\d+ s – (3\.9|4\.0)\d+ s \(1\.00 s\)/);
    await page.mouse.move(x(4), at.y + 100);
    await page.mouse.down();
    await page.mouse.move(x(5), at.y + 100, { steps: 3 });
    await page.mouse.up();
    await settled(page);
    assert.match(await text(page, ".selected"), /– (4\.9|5\.0)\d+ s/);
  });

  test("zooms the timeline into the selection and back", async () => {
    await fresh("window=2,3");
    await page.getByRole("button", { name: "Zoom in" }).click();
    await linked(page, "zoom=2,3");
    const from = await page.getByRole("slider", { name: "Selection from" }).boundingBox();
    const at = await plot(page);
    assert.ok(Math.abs(from.x + from.width / 2 - at.x) < 3);
    await page.getByRole("button", { name: "Show the whole run" }).click();
    await page.waitForFunction(() => !location.hash.includes("zoom"));
  });

  test("processes can be together, stacked or one by one, and bars tell their forks and exits", async () => {
    await fresh();
    assert.match(await text(page, ".legend"), /Resident/);
    await page.getByRole("combobox", { name: "processes", exact: true }).selectOption("stacked");
    assert.match(await text(page, ".legend"), /app\.py \(100\).*worker\.py \(101\)/s);
    await page.getByRole("combobox", { name: "processes", exact: true }).selectOption("each");
    assert.match(await text(page, ".legend"), /app\.py \(100\).*worker\.py \(101\)/s);
    const lanes = await page.locator(".lanes canvas").boundingBox();
    await page.mouse.move(lanes.x + lanes.width / 2, lanes.y + 25);
    assert.match(await page.locator(".lanes canvas").getAttribute("title"), /worker\.py \(101\), started by 100: 500 ms to 5\.50 s/);
  });

  test("the limit of the control group is a line where it says, and proportional memory is a curve of the tree", async () => {
    await fresh();
    assert.match(await text(page, ".legend"), /Proportional\s+peak 30\.5 MiB/);
    assert.match(await page.locator(".plot [role=img]").getAttribute("aria-label"), /control group may have 90\.0 MiB/);
    const coloured = (name) => page.evaluate((colour) => {
      const canvas = document.querySelector(".plot canvas");
      const wanted = document.createElement("canvas").getContext("2d");
      wanted.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(`--${colour}`).trim();
      wanted.fillRect(0, 0, 1, 1);
      const [r, g, b] = wanted.getImageData(0, 0, 1, 1).data;
      const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      const rows = new Array(height).fill(0);
      for (let i = 0; i < data.length; i += 4) if (Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 60 && data[i + 3] > 180) rows[Math.floor(i / 4 / width)]++;
      const most = Math.max(...rows);
      return { share: most / width, at: rows.indexOf(most) / height };
    }, name);
    const limit = await coloured("limit");
    const proportional = await coloured("proportional");
    // Dashes over the whole plot; the curve, which others cross, at a third of its height.
    assert.ok(limit.share > 0.4, JSON.stringify(limit));
    assert.ok(proportional.share > 0.15, JSON.stringify(proportional));
    assert.ok(limit.at < 0.2 && proportional.at > 0.4, JSON.stringify([limit, proportional]));
    await follow(page, "process=1");
    assert.match(await text(page, ".legend"), /Proportional\s+peak 16\.2 MiB/);
  });

  test("full garbage collections have marks that say what they freed, and what was collected before them", async () => {
    await fresh();
    const canvas = page.locator(".lanes canvas");
    assert.match(await canvas.getAttribute("aria-label"), /4 full garbage collections/);
    const lanes = await canvas.boundingBox();
    await page.mouse.move(lanes.x + lanes.width * (3 / 6), lanes.y + lanes.height - 9);
    assert.match(await canvas.getAttribute("title"), /^full garbage collection of app\.py \(100\) by 3\.00 s \(not before 2\.90 s\): 1,234 objects freed\nbefore, 40 of the youngest objects and 0 /);
    await page.mouse.move(lanes.x + lanes.width * (4.1 / 6), lanes.y + lanes.height - 9);
    assert.match(await canvas.getAttribute("title"), /^3 full garbage collections of worker\.py \(101\)/);
    await follow(page, "process=0");
    await page.mouse.move(lanes.x + lanes.width * (4.1 / 6), lanes.y + lanes.height - 8);
    assert.equal(await canvas.getAttribute("title"), "");
  });

  test("a switch shows the reports of decorated functions, chosen by mouse, keys and link", async () => {
    await fresh("view=source");
    await page.getByRole("radio", { name: "decorated functions, line by line" }).check();
    await linked(page, "reports=true");
    assert.deepEqual(await page.locator(".files li span:first-child").allInnerTexts(), ["load", "Cache.put"]);
    const cells = () => page.locator(".line-report tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText)));
    const rows = await cells();
    assert.deepEqual(rows[0].slice(0, 4), ["20.0 MiB", "20.0 MiB", "1", "4"]);
    assert.deepEqual(rows[1].slice(0, 4), ["", "", "", "5"]);
    assert.deepEqual(rows[2], ["52.0 MiB", "32.0 MiB", "12", "6", "line_6 = 6"]);
    assert.deepEqual(rows[4].slice(1, 2), ["-31.0 MiB"]);
    await page.getByRole("listbox", { name: "Decorated functions" }).focus();
    await page.keyboard.press("ArrowDown");
    await settled(page);
    assert.match(await text(page, ".code-view h2"), /^Cache\.put.*worker\.py \(101\)/s);
    await follow(page, "view=source&reports=true&process=0");
    assert.deepEqual(await page.locator(".files li span:first-child").allInnerTexts(), ["load"]);
    await page.getByRole("radio", { name: "whole files" }).check();
    await settled(page);
    assert.equal(await page.locator(".line-report").count(), 0);
    assert.deepEqual(faults, []);
  });

  test("a click on the call of a decorated function selects its time; marks and spans of the program tell what they are", async () => {
    await fresh("show=allocated");
    const lanes = await page.locator(".lanes canvas").boundingBox();
    await page.mouse.move(lanes.x + lanes.width * (2 / 6), lanes.y + 3 * 17 + 8);
    assert.match(await page.locator(".lanes canvas").getAttribute("title"), /^mark loaded: at 2\.00 s, live heap 5 B/);
    await page.mouse.move(lanes.x + lanes.width * (3 / 6), lanes.y + 3 * 17 + 8);
    assert.match(await page.locator(".lanes canvas").getAttribute("title"), /^span warm up: 2\.00 s, live heap 1\.00 MiB → 3\.00 MiB, at most 4\.00 MiB, 77 allocations/);
    await page.mouse.click(lanes.x + lanes.width * (1.25 / 6), lanes.y + 2 * 17 + 8);
    await settled(page);
    assert.match(await text(page, ".selected"), /Selected 1\.000 s – 1\.500 s \(500 ms\)/);
  });

  test("a click on a box zooms in, the breadcrumbs lead back", async () => {
    await fresh("show=allocated");
    const graph = await page.locator(".graph").boundingBox();
    await page.mouse.click(graph.x + 10, graph.y + 2 * 21 + 10);
    await settled(page);
    assert.equal(await page.locator(".crumbs strong").innerText(), "main");
    assert.match(await text(page, ".crumbs"), /^all › <module> › main$/);
    await page.getByRole("button", { name: "<module>", exact: true }).click();
    assert.equal(await page.locator(".crumbs strong").innerText(), "<module>");
    await page.getByRole("button", { name: "all", exact: true }).click();
    assert.equal(await page.locator(".crumbs strong").count(), 0);
  });

  test("inverted, split, by function, with the interpreter: each draws other boxes of the same total", async () => {
    await fresh("show=allocated");
    const seen = new Set();
    for (const state of ["", "&inverted=true", "&split=thread", "&split=process", "&inverted=true&split=thread", "&bylines=false", "&hide=false"]) {
      await follow(page, `show=allocated${state}`);
      await page.locator(".graph").focus();
      await page.keyboard.press("ArrowDown");
      assert.match(await text(page, "#flame-box"), /^all\n.*100 %/s, state);
      seen.add(`${state.includes("inverted")} ${await page.locator(".graph").getAttribute("data-boxes")}`);
    }
    assert.ok(seen.size >= 5, [...seen].join());
  });

  test("search tells what share it finds", async () => {
    await fresh("show=allocated&view=flame");
    await page.getByRole("searchbox", { name: "Search functions and files" }).fill("cache.put");
    const found = await text(page, ".search output");
    assert.match(found, /^\d+ found, \d+(\.\d)? % \(.* MiB\)$/);
    await page.getByRole("searchbox", { name: "Search functions and files" }).fill("nothing is called this");
    assert.match(await text(page, ".search output"), /^0 found, 0/);
    await page.getByRole("searchbox", { name: "Search functions and files" }).fill("app.py");
    await linked(page, "search=app.py");
  });

  test("Ctrl and a click on a box lead to its line of source", async () => {
    await fresh("show=allocated");
    const graph = await page.locator(".graph").boundingBox();
    await page.keyboard.down("Control");
    await page.mouse.click(graph.x + 10, graph.y + 2 * 21 + 10);
    await page.keyboard.up("Control");
    await settled(page);
    assert.equal(await page.getByRole("tab", { name: "Source" }).getAttribute("aria-selected"), "true");
    assert.equal(await page.locator("tr.target .number").innerText(), "21");
    assert.match(await page.locator("tr.target .code").innerText(), /line_21 = 21/);
    assert.match(await text(page, ".code-view h2"), /^app\.py/);
  });

  test("source shows each file with its lines' figures, and only the rows in sight", async () => {
    await fresh("show=allocated&view=source");
    const names = await page.locator(".files li .place").allInnerTexts();
    assert.ok(names.includes("app.py") && names.includes("cache.py"));
    assert.match(names.at(-1), /^<frozen/);
    await page.getByRole("option", { name: /cache\.py/ }).click();
    assert.ok((await page.locator(".code-scroll tbody tr").count()) < 120);
    const line = page.locator(".code-scroll tbody tr", { has: page.locator(".number", { hasText: /^10$/ }) });
    assert.match(await line.locator(".own").innerText(), /(MiB|KiB)/);
    assert.match(await line.locator(".code").innerText(), /row_10\(\)/);
    await page.getByRole("searchbox", { name: "Find a file" }).fill("cache");
    assert.equal(await page.locator(".files li").count(), 1);
  });

  test("the table sorts by every column, both ways", async () => {
    await fresh("show=allocated&view=table");
    const column = async (name) => page.locator(`.grid-row .${name}`).allInnerTexts();
    const bytes = async () => page.locator(".grid-row .bytes .figure").evaluateAll((all) => all.map((e) => Number(e.title.replace(/\D/g, ""))));
    const falling = await bytes();
    assert.deepEqual(falling, [...falling].sort((a, b) => b - a));
    await page.getByRole("button", { name: /^Bytes/ }).click();
    const rising = await bytes();
    assert.deepEqual(rising, [...rising].sort((a, b) => a - b));
    await page.getByRole("button", { name: "Function" }).click();
    const names = await column("function");
    assert.deepEqual(names, [...names].sort());
    assert.equal(await page.getByRole("columnheader", { name: "Function" }).getAttribute("aria-sort"), "ascending");
    for (const name of ["Blocks", "Average", "File and line", "Thread", "Allocator"]) {
      await page.getByRole("button", { name }).click();
      assert.notEqual(await page.getByRole("columnheader", { name }).getAttribute("aria-sort"), "none");
    }
  });

  test("the table is filtered by name, thread, size and allocator, and a click leads to the source", async () => {
    await fresh("show=allocated&view=table&rows=stack");
    const rows = () => page.locator(".grid-row");
    const all = await rows().count();
    await page.getByRole("searchbox", { name: /Only functions/ }).fill("cache");
    assert.ok((await rows().count()) < all && (await rows().count()) > 0);
    for (const place of await page.locator(".grid-row .file").allInnerTexts()) assert.match(place, /^cache\.py/);
    await page.getByLabel("thread").last().selectOption({ label: "loader (110) of process 100" });
    for (const name of await page.locator(".grid-row .thread").allInnerTexts()) assert.match(name, /^loader/);
    await page.getByLabel("allocator").selectOption({ label: "mmap" });
    for (const name of await page.locator(".grid-row .allocator").allInnerTexts()) assert.equal(name, "mmap");
    await follow(page, "show=allocated&view=table&rows=stack&least=1048576");
    for (const title of await page.locator(".grid-row .bytes .figure").evaluateAll((e) => e.map((x) => Number(x.title.replace(/\D/g, ""))))) {
      assert.ok(title >= 1_048_576);
    }
    await rows().first().click();
    assert.equal(await page.getByRole("tab", { name: "Source" }).getAttribute("aria-selected"), "true");
  });

  test("estimates of a sampled run have their standard errors", async () => {
    const errors = JSON.parse(readFileSync(pagePath("errors.json"), "utf8"));
    const { page: sampled, faults: none } = await open(browser.context, pagePath("sampled.html"), "show=alive");
    const shown = () => sampled.locator(".answer .error").evaluateAll((all) => all.map((e) => Number(e.title.replace(/\D/g, ""))));
    assert.deepEqual(await shown(), errors.alive);
    await follow(sampled, "show=peak");
    assert.deepEqual(await shown(), errors.peak);
    await follow(sampled, "show=allocated");
    assert.deepEqual(await shown(), errors.allocated);
    assert.ok((await sampled.locator(".hottest .error").count()) > 0);
    assert.match(await sampled.locator(".hottest .error").first().innerText(), /^\s*± [\d.]+ [KMG]?i?B$/);
    // Of a stack there is one row, however many weights its blocks have.
    await follow(sampled, "show=allocated&view=table&rows=stack");
    const rows = await sampled.locator(".grid-body .bytes").evaluateAll((all) =>
      all.map((cell) => [".figure", ".error"].map((part) => Number((cell.querySelector(part)?.title ?? "0").replace(/\D/g, "")))));
    assert.equal(await text(sampled, ".table-view [role=status]"), `${errors.stacks.length} of ${errors.stacks.length} rows`);
    assert.ok(rows.length > 10);
    assert.deepEqual(rows, errors.stacks.slice(0, rows.length));
    assert.deepEqual(none, []);
    await sampled.close();
  });

  test("a link shows what was seen", async () => {
    await fresh("window=1.25,4.5&show=freed&by=blocks&inverted=true&search=load");
    const [figures, found] = [await answer(page), await text(page, ".search output")];
    await page.reload();
    await page.waitForSelector("html[data-ready]");
    assert.deepEqual(await answer(page), figures);
    assert.equal(await text(page, ".search output"), found);
    assert.match(await hash(page), /window=1\.25,4\.5/);
  });

  test("a link that says nonsense shows the whole run", async () => {
    await fresh("window=9,1&show=everything&process=77&file=999&path=5,x,-3&sort=&rows=1&thread=zz");
    assert.deepEqual(faults, []);
    assert.deepEqual(await answer(page), await answer(page));
    assert.match(await text(page, ".selected"), /^The whole run/);
  });
});
