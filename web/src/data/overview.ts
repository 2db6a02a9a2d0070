import type { Block } from "./block";
import { Curve, sumOf, type CurvePart } from "./curve";

export interface Process {
  /** What to call it; empty where only the command is known. */
  name: string;
  kind: string;
  pid: number;
  parentPid: number;
  command: string;
  python: string;
  start: number;
  /** Seconds; the end of the run where its own was not recorded. */
  end: number;
  ended: boolean;
  resident: Curve;
  /** Each page counted as a part in each process that shares it. */
  proportional: Curve;
  heap: Curve;
  arenas: Curve;
}

export interface Thread {
  process: number;
  tid: number;
  name: string;
}

export interface Peak {
  process: number;
  /** Seconds. */
  time: number;
  bytes: number;
}

/** A call of a decorated function. Times in seconds. */
export interface Span {
  label: string;
  labelNumber: number;
  thread: number;
  level: number;
  start: number;
  end: number;
  startBytes: number;
  endBytes: number;
}

/** What the program told of itself: a mark, or a span. Times in seconds. */
export interface Phase {
  name: string;
  mark: boolean;
  start: number;
  end: number;
  startBytes: number;
  endBytes: number;
  highestBytes: number;
  allocations: number;
}

/** Ticks of all processes in the order of their ends. */
export interface Ticks {
  count: number;
  process: Int32Array;
  start: Float64Array;
  end: Float64Array;
  heap: Float64Array;
}

export interface Totals {
  residentPeak: number;
  residentPeakAtNs: number;
  allocated: number;
  allocations: number;
  alive: number;
  aliveBlocks: number;
  /** Of several processes together, when their live heap was highest. */
  heapTogether?: { bytes: number; atNs: number };
  /** The same of proportional memory, in which shared pages count once. */
  proportionalTogether?: { bytes: number; atNs: number };
}

/** Full garbage collections of a process between two looks at its counters. */
export interface FullCollection {
  process: number;
  start: number;
  end: number;
  count: number;
  /** Objects that nobody could reach any more. */
  freed: number;
  /** How often the youngest objects, and those a little older, were collected since the full one before. */
  young: number;
  middle: number;
}

export interface Overview {
  title: string;
  command: string;
  folder: string;
  mode: string;
  startedAt: string;
  python: string;
  heapline: string;
  duration: number;
  view: "report" | "timeline" | "flame";
  window: [number, number] | null;
  end: { exitCode: number; signal: number } | null;
  notes: string[];
  findings: string[];
  totals: Totals;
  processes: Process[];
  threads: Thread[];
  peaks: Peak[];
  spans: Span[];
  spansLeftOut: number;
  phases: Phase[];
  collections: FullCollection[];
  ticks: Ticks;
  resident: Curve;
  proportional: Curve;
  heap: Curve;
  arenas: Curve;
  /** Bytes the process group may have at most; 0 when not known. */
  limit: number;
}

interface RawProcess {
  name?: string;
  kind?: string;
  pid: number;
  parentPid: number;
  command: string;
  python: string;
  startNs: number;
  endNs?: number;
}

export function readOverview(block: Block): Overview {
  const json = block.json;
  const seconds = (ns: number): number => ns / 1e9;
  const duration = seconds(json.durationNs as number);
  const raw = json.processes as RawProcess[];
  const ticks = readTicks(block);
  const { heaps, arenas } = tickCurves(block, ticks, raw.length);
  const residents = readSamples(block, "samples", raw.length);
  const proportional = readSamples(block, "proportional", raw.length);
  const processes = raw.map((p, i): Process => {
    const end = p.endNs === undefined ? duration : seconds(p.endNs);
    return {
      name: p.name ?? "", kind: p.kind ?? "", pid: p.pid, parentPid: p.parentPid, command: p.command, python: p.python, start: seconds(p.startNs), end, ended: p.endNs !== undefined,
      resident: residents[i], proportional: proportional[i], heap: heaps[i].heldUntil(end), arenas: arenas[i].heldUntil(end),
    };
  });
  const sum = (of: (p: Process) => Curve, rounds = false): Curve => sumOf(processes.map((p): CurvePart => ({ curve: of(p), end: p.ended ? p.end : Infinity })), rounds);
  return {
    title: json.title as string, command: json.command as string, folder: json.folder as string, mode: json.mode as string,
    startedAt: json.startedAt as string, python: json.python as string, heapline: json.heapline as string, duration,
    view: json.view as Overview["view"], window: (json.window as [number, number] | undefined) ?? null,
    end: (json.end as Overview["end"] | undefined) ?? null,
    notes: json.notes as string[], findings: (json.findings as string[] | undefined) ?? [], totals: json.totals as Totals,
    processes, threads: json.threads as Thread[],
    peaks: (json.peaks as { process: number; timeNs: number; bytes: number }[]).map((p) => ({ process: p.process, time: seconds(p.timeNs), bytes: p.bytes })),
    spans: readSpans(block, json.spanLabels as string[]), spansLeftOut: (json.spansLeftOut as number) + ((json.phasesLeftOut as number | undefined) ?? 0),
    collections: readCollections(block), phases: ((json.phases ?? []) as (Phase & { startNs: number; endNs: number })[]).map((p) => ({ ...p, start: seconds(p.startNs), end: seconds(p.endNs) })),
    ticks, resident: sum((p) => p.resident), proportional: sum((p) => p.proportional, true), heap: sum((p) => p.heap), arenas: sum((p) => p.arenas),
    limit: (json.limitBytes as number | undefined) ?? 0,
  };
}

function readSamples(block: Block, name: string, processes: number): Curve[] {
  const [counts, times, bytes] = [block.column(`${name}.count`), block.column(`${name}.time`), block.column(`${name}.bytes`)];
  return Array.from({ length: processes }, () => {
    const length = counts.number();
    const curve = new Curve(new Float64Array(length), new Float64Array(length));
    let time = 0;
    let value = 0;
    for (let i = 0; i < length; i++) {
      curve.times[i] = (time += times.signed()) / 1e9;
      curve.values[i] = value += bytes.signed();
    }
    return curve;
  });
}

function readTicks(block: Block): Ticks {
  const process = block.column("ticks.process");
  const [start, length, heap] = [block.column("ticks.start"), block.column("ticks.length"), block.column("ticks.heap")];
  const numbers: number[] = [];
  while (!process.done) numbers.push(process.number());
  const count = numbers.length;
  const ticks: Ticks = {
    count, process: Int32Array.from(numbers), start: new Float64Array(count), end: new Float64Array(count), heap: new Float64Array(count),
  };
  const lastEnd: number[] = [];
  const lastHeap: number[] = [];
  for (let i = 0; i < count; i++) {
    const p = numbers[i];
    const from = (lastEnd[p] ?? 0) + start.signed();
    ticks.start[i] = from / 1e9;
    ticks.end[i] = (lastEnd[p] = from + length.number()) / 1e9;
    ticks.heap[i] = lastHeap[p] = (lastHeap[p] ?? 0) + heap.signed();
  }
  return ticks;
}

// A tick says how high the heap went, not when: the middle is the best guess. Where nothing changed the last value held.
function tickCurves(block: Block, ticks: Ticks, processes: number): { heaps: Curve[]; arenas: Curve[] } {
  const [high, arena] = [block.column("ticks.high"), block.column("ticks.arenas")];
  const heap = Array.from({ length: processes }, () => ({ times: [] as number[], values: [] as number[] }));
  const arenas = Array.from({ length: processes }, () => ({ times: [] as number[], values: [] as number[] }));
  const lastArena = new Float64Array(processes);
  const lastHeap = new Float64Array(processes);
  for (let i = 0; i < ticks.count; i++) {
    const p = ticks.process[i];
    const top = ticks.heap[i] + high.signed();
    const { times, values } = heap[p];
    times.push(ticks.start[i]);
    values.push(lastHeap[p]);
    if (top > Math.max(lastHeap[p], ticks.heap[i])) {
      times.push((ticks.start[i] + ticks.end[i]) / 2);
      values.push(top);
    }
    times.push(ticks.end[i]);
    values.push((lastHeap[p] = ticks.heap[i]));
    lastArena[p] += arena.signed();
    arenas[p].times.push(ticks.end[i]);
    arenas[p].values.push(lastArena[p]);
  }
  const curve = (c: { times: number[]; values: number[] }): Curve => new Curve(Float64Array.from(c.times), Float64Array.from(c.values));
  return { heaps: heap.map(curve), arenas: arenas.map(curve) };
}

function readCollections(block: Block): FullCollection[] {
  const column = (name: string) => block.column(`collections.${name}`);
  const [process, generation, end, length, count, freed] = [column("process"), column("generation"), column("end"), column("length"), column("count"), column("freed")];
  const full: FullCollection[] = [];
  const younger: number[][] = [];
  let at = 0;
  while (!process.done) {
    const p = process.number();
    const g = generation.number();
    at += end.signed();
    const start = (at - length.number()) / 1e9;
    const [n, objects] = [count.number(), freed.number()];
    const since = (younger[p] ??= [0, 0]);
    if (g < 2) {
      since[g] += n;
      continue;
    }
    full.push({ process: p, start, end: at / 1e9, count: n, freed: objects, young: since[0], middle: since[1] });
    younger[p] = [0, 0];
  }
  return full;
}

function readSpans(block: Block, labels: string[]): Span[] {
  const column = (name: string) => block.column(`spans.${name}`);
  const [label, thread, level, start, length] = [column("label"), column("thread"), column("level"), column("start"), column("length")];
  const [from, to] = [column("startBytes"), column("endBytes")];
  const spans: Span[] = [];
  let at = 0;
  while (!label.done) {
    const labelNumber = label.number();
    at += start.signed();
    const startBytes = from.number();
    spans.push({
      label: labels[labelNumber], labelNumber, thread: thread.number(), level: level.number(), start: at / 1e9, end: (at + length.number()) / 1e9,
      startBytes, endBytes: startBytes + to.signed(),
    });
  }
  return spans;
}
