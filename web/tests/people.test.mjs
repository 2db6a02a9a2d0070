// Keys alone, dark and light, a phone, paper, names for who cannot see; and a capture that means harm.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, open, pagePath, settled } from "./browser.mjs";

describe("for everybody", () => {
  let browser;
  const on = async (name, at, use) => {
    const { page, faults } = await open(browser.context, pagePath(name), at);
    try {
      await use(page);
      assert.deepEqual(faults, []);
    } finally {
      await page.close();
    }
  };
  before(async () => {
    browser = await launch();
  });
  after(async () => {
    await browser.close();
  });

  test("everything can be done with keys alone", () => on("simulated.html", "show=allocated", async (page) => {
    const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent ?? "");
    const tabTo = async (name) => {
      for (let i = 0; i < 80; i++) {
        await page.keyboard.press("Tab");
        if ((await focused()).startsWith(name)) return;
      }
      assert.fail(`Tab does not lead to ${name}`);
    };
    await tabTo("Selection from");
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("ArrowRight");
    assert.match(await page.locator(".selected").innerText(), /^Selected 0\.660 s – 6\.000 s/);
    await tabTo("Selection to");
    await page.keyboard.press("Shift+ArrowLeft");
    assert.match(await page.locator(".selected").innerText(), /– 5\.400 s/);
    await tabTo("Flame graph,");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    const box = await page.locator("#flame-box strong").innerText();
    await page.keyboard.press("Enter");
    await settled(page);
    assert.equal(await page.locator(".crumbs strong").innerText(), box);
    await page.keyboard.press("Escape");
    await settled(page);
    assert.notEqual(await page.locator(".crumbs").innerText(), box);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("s");
    await settled(page);
    assert.equal(await page.locator("tr.target").count(), 1);
    await page.keyboard.press("3");
    await settled(page);
    await tabTo("Places that asked for memory");
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    const place = await page.locator(".grid-row.active .file").innerText();
    await page.keyboard.press("Enter");
    await settled(page);
    assert.equal(await page.locator("tr.target .number").innerText(), place.split(":")[1]);
    await page.keyboard.press("1");
    await page.keyboard.press("/");
    await page.keyboard.type("load");
    assert.match(await page.locator(".search output").innerText(), /found/);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    await page.keyboard.press("?");
    await page.locator("dialog[open]").waitFor({ state: "visible" });
    await page.keyboard.press("Escape");
    await page.locator("dialog[open]").waitFor({ state: "detached" });
  }));

  test("follows the system into the dark and back", () => on("simulated.html", "", async (page) => {
    const look = () => page.evaluate(() => {
      const canvas = document.querySelector(".graph canvas");
      return { paper: getComputedStyle(document.body).backgroundColor, box: [...canvas.getContext("2d").getImageData(canvas.width / 2, 30, 1, 1).data].join() };
    });
    const light = await look();
    await page.emulateMedia({ colorScheme: "dark" });
    await settled(page);
    const dark = await look();
    assert.notEqual(dark.paper, light.paper);
    assert.notEqual(dark.box, light.box);
    await page.emulateMedia({ colorScheme: "light" });
    await settled(page);
    assert.deepEqual(await look(), light);
  }));

  test("nothing is wider than a phone", () => on("simulated.html", "", async (page) => {
    await page.setViewportSize({ width: 360, height: 740 });
    for (const tab of ["Flame graph", "Source", "Table"]) {
      await page.getByRole("tab", { name: tab }).click();
      await settled(page);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, tab);
    }
  }));

  test("everything that can be used has a name", () => on("simulated.html", "window=1,2", async (page) => {
    for (const tab of ["Flame graph", "Source", "Table"]) {
      await page.getByRole("tab", { name: tab }).click();
      await settled(page);
      const nameless = await page.evaluate(() =>
        [...document.querySelectorAll("button, input, select, canvas, [tabindex='0'], [role=img], [role=slider], [role=application], [role=grid]")]
          .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.hasAttribute("aria-hidden"))
          .filter((e) => !e.parentElement.closest("[role=img]"))
          .filter((e) => !(e.getAttribute("aria-label") || e.textContent.trim() || e.labels?.[0]?.textContent.trim()))
          .map((e) => e.outerHTML.slice(0, 120)));
      assert.deepEqual(nameless, [], tab);
    }
  }));

  test("on paper are the figures, the curves, the flame graph, the files and the first rows, and no controls", () => on("simulated.html", "", async (page) => {
    await page.emulateMedia({ media: "print" });
    await settled(page);
    for (const selector of ["h1", ".facts", ".plot canvas", ".graph canvas", ".printed-source tr", ".printed-table tr"]) {
      assert.ok(await page.locator(selector).first().isVisible(), selector);
    }
    for (const selector of [".tabs", ".search input", "select", ".grid-scroll"]) assert.equal(await page.locator(selector).first().isVisible(), false, selector);
    // What a printer leaves out is the paper's colour: a bar that lies over its line would leave nothing of it.
    const bar = await page.evaluate(() => { const { zIndex, printColorAdjust } = getComputedStyle(document.querySelector(".hottest .bar")); return { zIndex, printColorAdjust }; });
    assert.deepEqual(bar, { zIndex: "-1", printColorAdjust: "exact" });
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector(".legend .swatch")).printColorAdjust), "exact");
  }));

  test("a hostile capture is text and nothing else", () => on("hostile.html", "show=alive", async (page) => {
    for (const tab of ["Flame graph", "Source", "Table"]) {
      await page.getByRole("tab", { name: tab }).click();
      await settled(page);
    }
    await page.getByRole("tab", { name: "Source" }).click();
    await page.getByRole("radio", { name: "decorated functions, line by line" }).check();
    assert.match(await page.locator(".line-report td.code").first().innerText(), /^<\/script><script>window\.hit = 1<\/script>/);
    await page.getByRole("tab", { name: "Table" }).click();
    await settled(page);
    assert.match(await page.locator(".grid-row .function").first().innerText(), /^<\/script><script>window\.hit = 1<\/script>/);
    const shown = await page.evaluate(() => document.body.innerText + document.title);
    assert.doesNotMatch(shown, /[\u202a-\u202e\u2066-\u2069\u001b\u0007]/);
    assert.match(shown, /\\u202e/);
    assert.match(shown, /\\x1b\[31m/);
    assert.equal(await page.evaluate(() => window.hit), undefined);
    assert.equal(await page.locator("#app img, #app script").count(), 0);
  }));

  test("the policy stops a program that is not the page's own", async () => {
    const { page, faults } = await open(browser.context, pagePath("hostile.html"));
    const stopped = page.waitForEvent("requestfailed");
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.hit = 5";
      document.body.append(script);
      const image = document.createElement("img");
      image.src = "https://example.invalid/x.png";
      document.body.append(image);
    });
    assert.equal(await page.evaluate(() => window.hit), undefined);
    assert.ok(faults.some((fault) => fault.includes("Content Security Policy")));
    assert.equal((await stopped).failure().errorText, "csp");
    await page.close();
  });

  test("copied rows are no formulas to a spreadsheet", () => on("hostile.html", "show=alive&view=table", async (page) => {
    const copied = await page.evaluate(async () => {
      let text = "";
      Object.defineProperty(navigator, "clipboard", { value: { writeText: async (t) => (text = t) } });
      [...document.querySelectorAll("button")].find((b) => b.textContent === "Copy as CSV").click();
      await new Promise((resolve) => setTimeout(resolve));
      return text;
    });
    assert.match(copied, /,'=1\+1/);
    assert.match(copied, /"<\/script>.*onerror=""window\.hit = 2"">"/);
  }));

  test("a curve without allocations shows the timeline alone", () => on("curve.html", "", async (page) => {
    assert.match(await page.locator(".legend").innerText(), /Resident/);
    assert.equal(await page.locator(".tabs").count(), 0);
  }));

  test("a capture that holds nothing says so", () => on("nothing.html", "", async (page) => {
    assert.match(await page.locator(".timeline").innerText(), /No memory was recorded/);
  }));
});
