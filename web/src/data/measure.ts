import type { Detail } from "./detail";
import type { Overview } from "./overview";

/** What is asked of a window. */
export type Mode = "peak" | "alive" | "kept" | "leaked" | "allocated" | "freed" | "temporary";

export const modes: { mode: Mode; name: string; means: string }[] = [
  { mode: "peak", name: "At peak", means: "alive at the instant with the most memory" },
  { mode: "alive", name: "Alive at end", means: "alive at the end of the selection, whenever allocated" },
  { mode: "kept", name: "Allocated and kept", means: "allocated in the selection and still alive at its end" },
  { mode: "leaked", name: "Never freed", means: "allocated in the selection and still alive when the run was over" },
  { mode: "allocated", name: "Allocated", means: "all that was allocated in the selection" },
  { mode: "freed", name: "Freed", means: "all that was freed in the selection, whenever allocated" },
  { mode: "temporary", name: "Temporary", means: "freed before the next allocation of its thread (number of blocks)" },
];

/** Bytes and blocks of every site, and how the question was understood. */
export interface Measured {
  bytes: Float64Array;
  blocks: Float64Array;
  totalBytes: number;
  totalBlocks: number;
  /** The instant that "at peak" speaks of, in seconds. */
  at: number | null;
  /** Whether that is the exact peak, not the highest end of a tick. */
  exact: boolean;
  /** Index of the process that the figures are of; -1 for all. */
  process: number;
}

/** The ticks of a window: those that end in it; from `first`, before `end`. */
export interface TickRange {
  first: number;
  end: number;
}

/** A window in seconds as a range of ticks; no window is the whole run. */
export function tickRange(overview: Overview, window: [number, number] | null): TickRange {
  const { count, end } = overview.ticks;
  if (!window) return { first: 0, end: count };
  const after = (time: number): number => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (end[middle] <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  // Half a microsecond: a link's instants are rounded.
  return { first: window[0] <= 0 ? 0 : after(window[0] + 5e-7), end: after(window[1] + 5e-7) };
}

/** Answers one question about one window. The arrays are used again by the next call. */
export class Measurer {
  private readonly bytes: Float64Array;
  private readonly blocks: Float64Array;

  constructor(private readonly overview: Overview, private readonly detail: Detail) {
    this.bytes = new Float64Array(detail.siteCount);
    this.blocks = new Float64Array(detail.siteCount);
  }

  measure(mode: Mode, window: [number, number] | null, process: number): Measured {
    this.bytes.fill(0);
    this.blocks.fill(0);
    const range = tickRange(this.overview, window);
    let at: number | null = null;
    let exact = true;
    let of = process;
    switch (mode) {
      case "peak":
        ({ at, exact, of } = this.peak(range, window, process));
        break;
      case "alive":
        this.add(0, range.end, 1, 0, range.end, 0);
        break;
      case "kept":
        this.add(range.first, range.end, 1, range.first, range.end, range.first);
        break;
      case "leaked":
        this.leaked(range);
        break;
      case "allocated":
        this.add(range.first, range.end, 0, 0, 0, 0);
        break;
      case "freed":
        this.freed(range);
        break;
      case "temporary":
        this.temporary(range);
        break;
    }
    return this.totals(of, at, exact);
  }

  /** Adds what was allocated in the ticks from `first` (less what was freed within, if asked), and takes off what was freed of ticks from `since` on. */
  private add(first: number, end: number, less: 0 | 1, freeFirst: number, freeEnd: number, since: number): void {
    const { bytes, blocks } = this;
    const { changes: c, frees: f } = this.detail;
    for (let i = c.start[first], to = c.start[Math.max(first, end)]; i < to; i++) {
      const site = c.site[i];
      bytes[site] += c.bytes[i] - less * c.freedBytes[i];
      blocks[site] += c.blocks[i] - less * c.freed[i];
    }
    for (let i = f.start[freeFirst], to = f.start[Math.max(freeFirst, freeEnd)]; i < to; i++) {
      if (f.tick[i] < since) continue;
      const site = f.site[i];
      bytes[site] -= f.bytes[i];
      blocks[site] -= f.blocks[i];
    }
  }

  private leaked({ first, end }: TickRange): void {
    const { bytes, blocks } = this;
    const f = this.detail.frees;
    this.add(first, end, 1, 0, 0, 0);
    for (let i = f.start[first], to = f.start[this.overview.ticks.count]; i < to; i++) {
      if (f.tick[i] < first || f.tick[i] >= end) continue;
      bytes[f.site[i]] -= f.bytes[i];
      blocks[f.site[i]] -= f.blocks[i];
    }
  }

  private freed({ first, end }: TickRange): void {
    const { bytes, blocks } = this;
    const { changes: c, frees: f } = this.detail;
    for (let i = c.start[first], to = c.start[Math.max(first, end)]; i < to; i++) {
      bytes[c.site[i]] += c.freedBytes[i];
      blocks[c.site[i]] += c.freed[i];
    }
    for (let i = f.start[first], to = f.start[Math.max(first, end)]; i < to; i++) {
      bytes[f.site[i]] += f.bytes[i];
      blocks[f.site[i]] += f.blocks[i];
    }
  }

  // Of temporary blocks a capture has the number, not the bytes.
  private temporary({ first, end }: TickRange): void {
    const { changes: c, frees: f } = this.detail;
    for (let i = c.start[first], to = c.start[Math.max(first, end)]; i < to; i++) this.blocks[c.site[i]] += c.temporary[i];
    for (let i = f.start[first], to = f.start[Math.max(first, end)]; i < to; i++) this.blocks[f.site[i]] += f.temporary[i];
  }

  /** The exact peak of the process asked for, or else of the largest; where the window does not have it, the highest end of a tick. */
  private peak(range: TickRange, window: [number, number] | null, process: number): { at: number | null; exact: boolean; of: number } {
    let best = -1;
    this.overview.peaks.forEach((peak, i) => {
      if (process >= 0 && peak.process !== process) return;
      if (best < 0 || peak.bytes > this.overview.peaks[best].bytes) best = i;
    });
    const peak = this.overview.peaks[best];
    if (peak && (!window || (peak.time >= window[0] && peak.time <= window[1]))) {
      const { site, blocks, bytes } = this.detail.peaks[best];
      for (let i = 0; i < site.length; i++) {
        this.bytes[site[i]] += bytes[i];
        this.blocks[site[i]] += blocks[i];
      }
      return { at: peak.time, exact: true, of: peak.process };
    }
    const highest = this.highestTick(range, process);
    this.add(0, highest + 1, 1, 0, highest + 1, 0);
    return { at: highest >= 0 ? this.overview.ticks.end[highest] : null, exact: false, of: process };
  }

  private highestTick({ first, end }: TickRange, process: number): number {
    const { ticks, processes } = this.overview;
    const heap = new Float64Array(processes.length);
    let sum = 0;
    let best = Math.min(first, end) - 1;
    let most = -1;
    for (let t = 0; t < end; t++) {
      const p = ticks.process[t];
      if (process >= 0 && p !== process) continue;
      sum += ticks.heap[t] - heap[p];
      heap[p] = ticks.heap[t];
      if (t >= first && sum > most) [best, most] = [t, sum];
    }
    return best;
  }

  private totals(process: number, at: number | null, exact: boolean): Measured {
    const { bytes, blocks } = this;
    const { siteThread } = this.detail;
    const { threads } = this.overview;
    let totalBytes = 0;
    let totalBlocks = 0;
    for (let site = 0; site < bytes.length; site++) {
      if (process >= 0 && threads[siteThread[site]].process !== process) bytes[site] = blocks[site] = 0;
      totalBytes += bytes[site];
      totalBlocks += blocks[site];
    }
    return { bytes, blocks, totalBytes, totalBlocks, at, exact, process };
  }
}
