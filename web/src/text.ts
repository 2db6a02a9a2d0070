/** Figures as people read them: three digits that count, and a unit. MiB = 2^20 bytes. The same as in mprof's other views. */

const binaryUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
const decimalUnits = ["", "k", "M", "G", "T", "P"];

function digits(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

function scaled(amount: number, step: number, units: string[]): string {
  let value = amount;
  let unit = 0;
  // 1023.7 KiB would be rounded to 1024: it is 1.00 MiB.
  while (Math.abs(value) >= step - 0.5 && unit < units.length - 1) {
    value /= step;
    unit++;
  }
  return `${unit === 0 ? value.toFixed(0) : digits(value)} ${units[unit]}`.trimEnd();
}

/** Bytes, for example `12.3 MiB`. */
export const bytes = (amount: number): string => scaled(amount, 1024, binaryUnits);

// Made once: a formatter for every figure would take longer than all else.
const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A number of things to the last digit, for example `1,234,567`. */
export const exactly = (amount: number): string => grouped.format(Math.round(amount));

/** A number of things, for example `9,999` or `12.3 k`. */
export const count = (amount: number): string => (Math.abs(amount) < 10_000 ? exactly(amount) : scaled(amount, 1000, decimalUnits));

/** Bytes to the last one, for example `12,345,678 bytes`. */
export const exactBytes = (amount: number): string => `${exactly(amount)} ${Math.abs(amount) === 1 ? "byte" : "bytes"}`;

/** A part of a whole, for example `42 %` or `0.3 %`; empty when there is no whole. */
export function share(part: number, whole: number): string {
  if (whole <= 0) return "";
  const percent = (100 * part) / whole;
  if (percent > 0 && percent < 0.05) return "<0.1 %";
  return `${percent.toFixed(percent < 9.95 && percent > 0 ? 1 : 0)} %`;
}

/** A length of time, for example `1.23 s`, `45.6 ms` or `1 h 02 min`. */
export function duration(seconds: number): string {
  if (seconds < 0.9995) return `${digits(seconds * 1000)} ms`;
  if (seconds < 119.5) return `${digits(seconds)} s`;
  const two = (amount: number): string => String(Math.floor(amount)).padStart(2, "0");
  if (seconds < 3570) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two((seconds % 3600) / 60)} min`;
}

/** An instant, with as many digits as tell instants apart within a span of that length: `1.234 s`. */
export function instant(seconds: number, span: number): string {
  const places = span >= 100 ? 1 : span >= 10 ? 2 : 3;
  return `${seconds.toFixed(places)} s`;
}

/** `1 block`, `2 blocks`. */
export const blocks = (amount: number): string => `${count(amount)} ${amount === 1 ? "block" : "blocks"}`;
