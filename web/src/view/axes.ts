import type uPlot from "uplot";
import { colour } from "./theme";

const units: [number, string][] = [[2 ** 40, "TiB"], [2 ** 30, "GiB"], [2 ** 20, "MiB"], [2 ** 10, "KiB"], [1, "B"]];

/** Steps of the byte axis: 1, 2, 5, 10 … of every binary unit, so that its labels are round. */
const byteSteps = [...units].reverse();
export const byteIncrements = byteSteps.flatMap(([unit]) => [1, 2, 5, 10, 20, 50, 100, 200, 500].map((n) => n * unit));

function byteLabel(value: number, step: number): string {
  if (value === 0) return "0";
  const [unit, name] = units.find(([size]) => step >= size) ?? units[4];
  return `${Math.round(value / unit).toLocaleString("en-US")} ${name}`;
}

function timeLabel(seconds: number, step: number): string {
  if (step >= 60) {
    const minutes = Math.round(seconds / 60);
    return minutes >= 60 ? `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min` : `${minutes} min`;
  }
  if (seconds === 0) return "0 s";
  const places = step >= 1 ? 0 : Math.min(6, Math.ceil(-Math.log10(step) - 1e-9));
  return `${seconds.toFixed(places)} s`;
}

const labelFont = '12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif';

/** Time below, bytes at the left; both labels with units. */
export function axes(narrow: boolean): uPlot.Axis[] {
  const common = { stroke: colour("quiet"), font: labelFont, ticks: { show: false }, grid: { stroke: colour("grid"), width: 1 } };
  return [
    {
      ...common, size: 26, gap: 4, space: narrow ? 64 : 90, incrs: timeIncrements, grid: { show: false },
      values: (_, splits, __, ___, step) => splits.map((s) => timeLabel(s, step)),
    },
    {
      ...common, size: narrow ? 58 : 74, gap: 6, space: 34, incrs: byteIncrements,
      values: (_, splits, __, ___, step) => splits.map((s) => byteLabel(s, step)),
    },
  ];
}

const timeIncrements = [
  ...[-6, -5, -4, -3, -2, -1, 0].flatMap((power) => [1, 2, 5].map((n) => n * 10 ** power)), 10, 15, 30,
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600].map((minutes) => minutes * 60),
];
