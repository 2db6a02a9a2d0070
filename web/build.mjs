// Bundles the page into report.js and report.css in the folder given: one classic script, ASCII alone, nothing loaded later.
import { readFileSync } from "node:fs";
import { build } from "esbuild";

const folder = process.argv[2] ?? "../artifacts/web";
const libraries = ["preact", "uplot"];

// Their licence asks for its text in every copy.
const notice = libraries
  .map((name) => `${name}:\n${readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim()}`)
  .join("\n\n")
  .replace(/[^\x20-\x7e\n]/g, "")
  .replaceAll("*/", "* /");

await build({
  entryPoints: { report: "src/main.tsx" },
  outdir: folder,
  absWorkingDir: import.meta.dirname,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome100", "firefox113", "safari16.4"],
  charset: "ascii",
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  banner: { js: `/*!\n${notice}\n*/` },
  logLevel: "warning",
});
