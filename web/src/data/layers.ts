import type { Curves } from "../state";
import { columnTimes, type Curve } from "./curve";
import { processName } from "./frames";
import type { Overview } from "./overview";

/** One curve of the timeline. */
export interface Layer {
  key: string;
  name: string;
  /** A colour of the style sheet, or the number of one of several. */
  colour: string | number;
  filled: boolean;
  dashed: boolean;
  curve: Curve | null;
  /** What is drawn, aligned with the times. */
  seen: Float64Array;
  /** What it is worth by itself, where what is drawn lies on others. */
  worth: Float64Array;
}

export interface Picture {
  times: Float64Array;
  layers: Layer[];
}

/** The most processes with a curve of their own; the smaller ones together are one more. */
const mostProcesses = 11;

/** The curves to draw from one instant to another. */
export function pictureOf(overview: Overview, how: Curves, arenas: boolean, process: number, from: number, to: number, columns: number): Picture {
  const times = columnTimes(from, to, columns);
  const seen = (curve: Curve): Float64Array => curve.inColumns(from, to, columns);
  const layer = (key: string, name: string, colour: string | number, curve: Curve, filled: boolean, dashed = false): Layer => {
    const values = seen(curve);
    return { key, name, colour, filled, dashed, curve, seen: values, worth: values };
  };
  if (how === "sum" || overview.processes.length < 2) {
    const one = process >= 0 ? overview.processes[process] : overview;
    const layers: Layer[] = [];
    if (!one.resident.isEmpty) layers.push(layer("resident", "Resident", "resident", one.resident, false));
    if (!one.proportional.isEmpty) layers.push(layer("proportional", "Proportional", "proportional", one.proportional, false));
    if (!one.heap.isEmpty) layers.push(layer("heap", "Live heap", "heap", one.heap, true));
    if (arenas && !one.arenas.isEmpty) layers.push(layer("arenas", "pymalloc arenas", "arenas", one.arenas, false, true));
    return { times, layers };
  }
  const chosen = overview.processes
    .map((p, index) => ({ index, curve: p.resident.isEmpty ? p.heap : p.resident }))
    .filter(({ curve }) => !curve.isEmpty)
    .sort((a, b) => (b.curve.highest()?.value ?? 0) - (a.curve.highest()?.value ?? 0));
  const own = chosen.slice(0, mostProcesses).sort((a, b) => a.index - b.index);
  const layers = own.map(({ index, curve }, i) => layer(`process-${index}`, processName(overview, index), i, curve, how === "stacked"));
  const rest = chosen.slice(mostProcesses);
  if (rest.length > 0) {
    const values = add(rest.map(({ curve }) => seen(curve)), times.length);
    layers.push({ key: "others", name: `${rest.length} others`, colour: mostProcesses, filled: how === "stacked", dashed: false, curve: null, seen: values, worth: values });
  }
  if (how === "stacked") {
    // The first process lies at the bottom; a process that is not there lifts nothing.
    let below = new Float64Array(times.length);
    for (const each of layers) {
      each.seen = add([below, each.worth], times.length);
      below = Float64Array.from(each.seen);
    }
  }
  return { times, layers };
}

function add(all: Float64Array[], length: number): Float64Array<ArrayBuffer> {
  const sum = new Float64Array(length);
  for (const values of all) for (let i = 0; i < length; i++) if (!Number.isNaN(values[i])) sum[i] += values[i];
  return sum;
}
