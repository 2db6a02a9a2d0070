import type { Detail } from "../data/detail";
import type { Rows } from "../data/rows";

// What begins like this a spreadsheet would take for a formula.
const formula = /^[=+\-@\t\r]/;

function cell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as comma-separated values (RFC 4180), heads first. Bytes to the last one. */
export function csvOf(rows: Rows, chosen: Int32Array, detail: Detail): string {
  const lines = ["bytes,blocks,function,file,line,thread,allocator"];
  for (const row of chosen) {
    const file = rows.fileOf(row);
    lines.push([
      rows.bytes[row], rows.blocks[row], cell(rows.functionOf(row)), cell(file < 0 ? "" : detail.files[file].name), rows.lineOf(row),
      cell(rows.threadOf(row)), cell(rows.allocatorOf(row)),
    ].join(","));
  }
  return lines.join("\r\n") + "\r\n";
}
