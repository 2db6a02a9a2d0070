// page.mjs PAGE RUNS: opens a page several times and brushes over it; prints the times as JSON.
// A brush is timed from the key that moves an end of the selection until the picture that shows the answer is made: that is
// the waiting for the screen's next refresh included, up to 17 ms.
import { launch, open } from "../tests/browser.mjs";

const [path, runs] = process.argv.slice(2);
const brushes = 40;

const views = [
  { what: "a brush, flame graph", state: "view=flame&show=kept" },
  { what: "a brush, flame graph, alive at the end", state: "view=flame&show=alive" },
  { what: "a brush, flame graph inverted", state: "view=flame&show=kept&inverted=true" },
  { what: "a brush, source", state: "view=source&show=allocated" },
  { what: "a brush, table of call stacks", state: "view=table&rows=stack&show=allocated" },
  { what: "a brush, table of lines", state: "view=table&show=freed" },
];

const browser = await launch();
const times = new Map();
const note = (what, ms) => times.set(what, [...(times.get(what) ?? []), ms]);
let version = "";
for (let run = 0; run < Number(runs); run++) {
  const { page, faults } = await open(browser.context, path);
  version = await page.evaluate(() => navigator.userAgent.match(/Chrome\/[\d.]+/)[0].replace("Chrome/", "Chromium "));
  const marks = await page.evaluate(() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
    timeline: performance.getEntriesByName("timeline")[0].startTime,
    whole: performance.getEntriesByName("whole")[0].startTime,
  }));
  note("first contentful paint", marks.paint);
  note("timeline drawn", marks.timeline);
  note("everything drawn", marks.whole);
  for (const { what, state } of views) {
    const measured = await page.evaluate(async ([hash, count]) => {
      const picture = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const [start, end] = document.querySelectorAll("[role=slider]");
      const whole = Number(end.getAttribute("aria-valuemax"));
      location.hash = `${hash}&window=${whole * 0.2},${whole * 0.5}`;
      for (let i = 0; i < 4; i++) await picture();
      const all = [];
      for (let i = 0; i < count; i++) {
        const key = Math.floor(i / 10) % 2 ? "ArrowLeft" : "ArrowRight";
        const before = performance.now();
        (i % 2 ? end : start).dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey: i % 4 > 1, bubbles: true }));
        await picture();
        all.push(performance.now() - before);
      }
      return all;
    }, [state, brushes]);
    for (const ms of measured) note(what, ms);
  }
  if (faults.length > 0) throw new Error(faults.join("\n"));
  await page.close();
}
await browser.close();

const rows = [...times].map(([what, all]) => {
  const sorted = [...all].sort((a, b) => a - b);
  return { what, median: sorted[sorted.length >> 1], least: sorted[0], most: sorted[sorted.length - 1] };
});
console.log(JSON.stringify({ browser: version, rows }));
