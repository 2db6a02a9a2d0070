// Real runs: recorded, reported, opened; what the page says is what mprof stats and mprof lines say.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { answer, follow, launch, open } from "./browser.mjs";

const root = join(import.meta.dirname, "../..");
const mprof = join(root, "artifacts/heapline/mprof");

const killed = `
import os, signal
kept = []
def fill():
    kept.append(bytearray(3_000_000))
for _ in range(5):
    fill()
os.kill(os.getpid(), signal.SIGKILL)
`;

describe("a real run", () => {
  let browser;
  let folder;
  const run = (...args) => execFileSync(mprof, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  before(async () => {
    mkdirSync(join(root, "artifacts/web-tests"), { recursive: true });
    folder = mkdtempSync(join(root, "artifacts/web-tests/real-"));
    browser = await launch();
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("of the article's program says what mprof stats says, and shows its function and its lines", async () => {
    copyFileSync(join(root, "examples/calculate_sum.py"), join(folder, "calculate_sum.py"));
    run("run", "-o", "article.mprofile", "calculate_sum.py");
    assert.match(run("report", "article.mprofile"), /^saved as article\.mprofile\.html \(\d+ KiB\)/);
    const stats = JSON.parse(run("stats", "--json", "article.mprofile"));
    const { page, faults } = await open(browser.context, join(folder, "article.mprofile.html"));
    assert.equal((await answer(page)).bytes, stats.peak_heap_bytes);
    await follow(page, "show=alive");
    assert.deepEqual(await answer(page), { bytes: stats.live_at_end_bytes, blocks: stats.live_at_end_allocations });
    await follow(page, "show=allocated");
    assert.deepEqual(await answer(page), { bytes: stats.allocated_bytes, blocks: stats.allocations });
    assert.match(await page.locator(".lanes canvas").getAttribute("aria-label"), /^1 calls? of (a )?decorated function/);
    await follow(page, "show=allocated&view=source");
    assert.equal(await page.locator(".code-view h2").innerText(), "calculate_sum.py");
    const lines = JSON.parse(run("lines", "--json", "--file", "calculate_sum.py", "article.mprofile"));
    const line = lines.lines.find((l) => l.line === 8);
    const shown = page.locator(".code-scroll tbody tr", { has: page.locator(".number", { hasText: /^8$/ }) }).locator(".own .figure");
    assert.equal(Number((await shown.getAttribute("title")).replace(/\D/g, "")), line.allocated_bytes);
    await page.getByRole("radio", { name: "decorated functions, line by line" }).check();
    const report = JSON.parse(run("lines", "--decorated", "--json", "article.mprofile")).functions[0];
    const rows = await page.locator(".line-report tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.title || cell.innerText)));
    assert.deepEqual(rows.map((row) => row[3]), report.lines.map((l) => String(l.line)));
    for (const [i, l] of report.lines.entries()) {
      if (l.occurrences === undefined) assert.deepEqual(rows[i].slice(0, 3), ["", "", ""]);
      else assert.deepEqual(rows[i].slice(0, 3).map((cell) => Number(cell.replace(/[^\d-]/g, ""))), [l.mem_usage_bytes, l.increment_bytes, l.occurrences]);
    }
    assert.deepEqual(faults, []);
    await page.close();
  });

  test("that SIGKILL ended shows what was alive then", async () => {
    writeFileSync(join(folder, "killed.py"), killed);
    assert.equal(spawnSync(mprof, ["run", "-o", "killed.mprofile", "killed.py"], { cwd: folder }).signal, "SIGKILL");
    run("flamegraph", "-o", "killed.html", "killed.mprofile");
    const { page, faults } = await open(browser.context, join(folder, "killed.html"), "show=alive");
    assert.match(await page.locator("header").innerText(), /ended by SIGKILL/);
    assert.ok((await answer(page)).bytes >= 15_000_000);
    await follow(page, "show=alive&view=source");
    const own = page.locator(".code-scroll tbody tr", { has: page.locator(".number", { hasText: /^5$/ }) }).locator(".own");
    assert.equal(await own.innerText(), "14.3 MiB");
    assert.deepEqual(faults, []);
    await page.close();
  });

  test("whose rate a budget has changed twice has the figures and standard errors of mprof stats, and says so", async () => {
    copyFileSync(join(root, "tests/targets/sampled_across_changes.py"), join(folder, "sampled_across_changes.py"));
    execFileSync(mprof, ["run", "--overhead", "0.001%", "-o", "budget.mprofile", "sampled_across_changes.py"], {
      cwd: folder, stdio: "ignore", env: { ...process.env, HEAPLINE_OVERHEAD_STEPS: "4K,16K", HEAPLINE_SEED: "20261122" },
    });
    run("report", "-o", "budget.html", "budget.mprofile");
    const { total } = JSON.parse(run("stats", "--json", "budget.mprofile"));
    const { page, faults } = await open(browser.context, join(folder, "budget.html"));
    assert.match(await page.locator("body").innerText(), /Estimated from every allocation, one sample per 4\.00 KiB from .* on, one sample per 16\.0 KiB from .* on;/);
    const shown = () => page.locator(".answer .error").evaluateAll((all) => all.map((e) => Number(e.title.replace(/\D/g, ""))));
    const same = async (hash, figure, blocks) => {
      if (hash) await follow(page, hash);
      assert.deepEqual(await answer(page), { bytes: total[`${figure}_bytes`], blocks: total[blocks] });
      const told = [total[`${figure}_bytes_standard_error`], total[`${blocks}_standard_error`]];
      for (const [i, error] of (await shown()).entries()) assert.ok(Math.abs(error - told[i]) <= 1, `${hash}: ${error}, not ${told[i]}`);
      assert.equal((await shown()).length, 2);
    };
    await same("", "at_peak", "at_peak_allocations");
    await same("show=alive", "live_at_end", "live_at_end_allocations");
    await same("show=allocated", "allocated", "allocations");
    const bytesOf = new Map();
    for (const { line, allocated_bytes: bytes } of JSON.parse(run("lines", "--json", "--file", "sampled_across_changes.py", "budget.mprofile")).lines) {
      bytesOf.set(line, (bytesOf.get(line) ?? 0) + bytes);
    }
    for (const [line, bytes] of [...bytesOf].filter(([, bytes]) => bytes > 1_000_000)) {
      await follow(page, `show=allocated&view=source&line=${line}`);
      const row = page.locator(".code-scroll tbody tr", { has: page.locator(".number", { hasText: new RegExp(`^${line}$`) }) });
      assert.equal(Number((await row.locator(".own .figure").getAttribute("title")).replace(/\D/g, "")), bytes);
    }
    assert.ok(bytesOf.size > 5);
    assert.deepEqual(faults, []);
    await page.close();
  });

  test("is plotted as a page that begins with the timeline and the window asked for", async () => {
    run("plot", "-o", "plot.html", "--window", "0.01,0.02", "killed.mprofile");
    const { page, faults } = await open(browser.context, join(folder, "plot.html"));
    assert.match(await page.locator(".selected").innerText(), /^Selected 0\.010 s – 0\.020 s/);
    assert.ok((await page.locator(".plot").boundingBox()).height > 300);
    assert.deepEqual(faults, []);
    await page.close();
  });

  test("is made as small as asked, or not at all", () => {
    const whole = statSync(join(folder, "article.mprofile.html")).size;
    const said = run("report", "--max-size", String(whole - 1000), "-o", "small.html", "article.mprofile");
    assert.ok(statSync(join(folder, "small.html")).size <= whole - 1000);
    assert.match(said, /on this page|left out|counted with their callers/);
    const told = JSON.parse(run("report", "--json", "--max-size", String(whole - 1000), "-o", "small.html", "article.mprofile"));
    assert.equal(told.file, "small.html");
    assert.equal(told.bytes, statSync(join(folder, "small.html")).size);
    assert.ok(told.given_up.length > 0 && said.replaceAll(/\s+/g, " ").includes(told.given_up[0]));
    assert.deepEqual(JSON.parse(run("flamegraph", "--json", "article.mprofile")).given_up, []);
    assert.equal(spawnSync(mprof, ["report", "--json", "-o", "-", "article.mprofile"], { cwd: folder }).status, 2);
    const refused = spawnSync(mprof, ["report", "--max-size", "1KiB", "-o", "tiny.html", "article.mprofile"], { cwd: folder, encoding: "utf8" });
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /^mprof: the page cannot be made smaller than \d+ KiB, and --max-size allows 1\.00 KiB\n$/);
    const wrong = spawnSync(mprof, ["report", "--max-size", "much", "article.mprofile"], { cwd: folder, encoding: "utf8" });
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /^mprof: --max-size takes a size such as 500KiB or 5MiB, not 'much'\./);
  });
});
