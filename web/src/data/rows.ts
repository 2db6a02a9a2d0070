import type { Detail } from "./detail";
import { shortPlace, threadName } from "./frames";
import type { Measured } from "./measure";
import type { Overview } from "./overview";
import { Uncertainty } from "./uncertainty";

export type Unit = "stack" | "line" | "function";
export type SortColumn = "bytes" | "blocks" | "size" | "function" | "file" | "thread" | "allocator";

export interface Filter {
  /** In the function's name or the file's. */
  text: string;
  thread: number;
  allocator: number;
  /** Bytes a block has at least, on average. */
  least: number;
}

/** Rows of a table: each stands for one or more sites. */
export class Rows {
  readonly count: number;
  readonly bytes: Float64Array;
  readonly blocks: Float64Array;
  /** How uncertain the bytes are, where blocks were sampled. */
  readonly uncertain: Uncertainty;
  /** A site of each row. */
  readonly site: Int32Array;
  private readonly ofSite: Int32Array;

  constructor(private readonly overview: Overview, private readonly detail: Detail, readonly unit: Unit) {
    const { siteCount, siteNode, siteThread, siteAllocator, nodeFunction, nodeLine, allocators } = detail;
    const threads = overview.threads.length;
    const kinds = threads * (allocators.length + 1);
    this.ofSite = new Int32Array(siteCount);
    const first: number[] = [];
    const known = new Map<number | string, number>();
    for (let site = 0; site < siteCount; site++) {
      const node = siteNode[site];
      const by = siteAllocator[site] * threads + siteThread[site];
      // Of one place are several sites where blocks were sampled in several ways.
      const key = unit === "line" ? `${nodeFunction[node]}:${nodeLine[node]}/${by}` : (unit === "stack" ? node : nodeFunction[node] + 1) * kinds + by;
      let row = known.get(key);
      if (row === undefined) {
        known.set(key, (row = first.length));
        first.push(site);
      }
      this.ofSite[site] = row;
    }
    this.count = first.length;
    this.site = Int32Array.from(first);
    this.bytes = new Float64Array(this.count);
    this.blocks = new Float64Array(this.count);
    this.uncertain = new Uncertainty(this.count);
  }

  setValues(measured: Measured, uncertain: Uncertainty | null): void {
    this.uncertain.clear();
    if (uncertain) for (let site = 0; site < this.ofSite.length; site++) this.uncertain.add(this.ofSite[site], uncertain, site);
    this.bytes.fill(0);
    this.blocks.fill(0);
    for (let site = 0; site < this.ofSite.length; site++) {
      this.bytes[this.ofSite[site]] += measured.bytes[site];
      this.blocks[this.ofSite[site]] += measured.blocks[site];
    }
  }

  /** Rows that have anything and pass a filter. */
  passing(filter: Filter): Int32Array {
    const passes = this.textFilter(filter.text);
    const { siteThread, siteAllocator } = this.detail;
    const chosen = new Int32Array(this.count);
    let n = 0;
    for (let row = 0; row < this.count; row++) {
      if (this.blocks[row] <= 0 && this.bytes[row] <= 0) continue;
      const site = this.site[row];
      if (filter.thread >= 0 && siteThread[site] !== filter.thread) continue;
      if (filter.allocator >= 0 && siteAllocator[site] !== filter.allocator) continue;
      if (filter.least > 0 && this.bytes[row] < filter.least) continue;
      if (passes && !passes(site)) continue;
      chosen[n++] = row;
    }
    return chosen.subarray(0, n);
  }

  /** Brings the first `wanted` rows of an order to the front, sorted; the others stay behind in any order. */
  sort(rows: Int32Array, column: SortColumn, descending: boolean, wanted: number): void {
    const compare = this.comparer(column, descending);
    if (rows.length > wanted * 2) select(rows, wanted, compare);
    rows.subarray(0, Math.min(wanted, rows.length)).sort(compare);
  }

  functionOf(row: number): string {
    const fn = this.detail.nodeFunction[this.detail.siteNode[this.site[row]]];
    return fn < 0 ? "no Python code" : this.detail.functions[fn];
  }

  fileOf(row: number): number {
    const fn = this.detail.nodeFunction[this.detail.siteNode[this.site[row]]];
    return fn < 0 ? -1 : this.detail.functionFile[fn];
  }

  lineOf(row: number): number {
    const node = this.detail.siteNode[this.site[row]];
    const fn = this.detail.nodeFunction[node];
    return fn < 0 ? 0 : this.unit === "function" ? this.detail.functionLine[fn] : this.detail.nodeLine[node];
  }

  placeOf(row: number): string {
    const file = this.fileOf(row);
    return file < 0 ? "" : shortPlace(this.detail.files[file].shown, this.lineOf(row));
  }

  threadOf(row: number): string {
    return threadName(this.overview, this.detail.siteThread[this.site[row]]);
  }

  allocatorOf(row: number): string {
    return this.detail.allocators[this.detail.siteAllocator[this.site[row]]] ?? "unknown";
  }

  private textFilter(text: string): ((site: number) => boolean) | null {
    const wanted = text.trim().toLowerCase();
    if (!wanted) return null;
    const { functions, files, functionFile, nodeFunction, siteNode } = this.detail;
    const ofFile = files.map((file) => file.shown.toLowerCase().includes(wanted) || file.name.toLowerCase().includes(wanted));
    const ofFunction = functions.map((name, i) => ofFile[functionFile[i]] || name.toLowerCase().includes(wanted));
    return (site) => nodeFunction[siteNode[site]] >= 0 && ofFunction[nodeFunction[siteNode[site]]];
  }

  private comparer(column: SortColumn, descending: boolean): (a: number, b: number) => number {
    const sign = descending ? -1 : 1;
    const text = (of: (row: number) => string) => (a: number, b: number): number => {
      const [x, y] = [of(a), of(b)];
      return x < y ? -sign : x > y ? sign : this.bytes[b] - this.bytes[a] || a - b;
    };
    const amount = (of: (row: number) => number) => (a: number, b: number): number => sign * (of(a) - of(b)) || a - b;
    switch (column) {
      case "bytes": return amount((row) => this.bytes[row]);
      case "blocks": return amount((row) => this.blocks[row]);
      case "size": return amount((row) => (this.blocks[row] > 0 ? this.bytes[row] / this.blocks[row] : 0));
      case "function": return text((row) => this.functionOf(row));
      case "file": {
        const place = (row: number): number => this.fileOf(row) * 4_194_304 + this.lineOf(row);
        return (a, b) => sign * (place(a) - place(b)) || this.bytes[b] - this.bytes[a] || a - b;
      }
      case "thread": return amount((row) => this.detail.siteThread[this.site[row]]);
      case "allocator": return text((row) => this.allocatorOf(row));
    }
  }
}

// Hoare's selection: afterwards the first `wanted` are those that belong there. Faster than a sort by the logarithm of what nobody looks at.
function select(rows: Int32Array, wanted: number, compare: (a: number, b: number) => number): void {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const pivot = rows[(low + high) >> 1];
    let i = low;
    let j = high;
    while (i <= j) {
      while (compare(rows[i], pivot) < 0) i++;
      while (compare(rows[j], pivot) > 0) j--;
      if (i <= j) {
        const swapped = rows[i];
        rows[i++] = rows[j];
        rows[j--] = swapped;
      }
    }
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else return;
  }
}
