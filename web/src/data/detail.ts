import type { Block, Column } from "./block";

/** Whose a file is: the values of SourceKind. */
export const enum FileKind {
  Own = 0,
  Library = 1,
  Interpreter = 2,
}

export interface SourceFile {
  /** As the interpreter names it. */
  name: string;
  /** As people read it. */
  shown: string;
  kind: FileKind;
  /** Its text by lines; null when the page does not have it. */
  lines: string[] | null;
}

/** What line profiling measured of a decorated function in one process; rows rise by line. */
export interface LineReport {
  process: number;
  name: string;
  file: string;
  shown: string;
  rows: LineReportRow[];
}

export interface LineReportRow {
  line: number;
  text: string;
  /** Null for a line that never ran. */
  figures: { highest: number; increment: number; occurrences: number } | null;
}

/** Entries of ticks: those of tick t are from start[t] to start[t + 1]. */
export interface Changes {
  start: Int32Array;
  site: Int32Array;
  blocks: Float64Array;
  bytes: Float64Array;
  freed: Float64Array;
  freedBytes: Float64Array;
  temporary: Float64Array;
}

export interface Frees {
  start: Int32Array;
  site: Int32Array;
  /** Tick in which they were allocated. */
  tick: Int32Array;
  blocks: Float64Array;
  bytes: Float64Array;
  temporary: Float64Array;
}

export interface PeakBlocks {
  site: Int32Array;
  blocks: Float64Array;
  bytes: Float64Array;
}

/** Call stacks, sites and what they did. Node 0 is the root: no Python code. */
export interface Detail {
  functions: string[];
  functionFile: Int32Array;
  functionLine: Int32Array;
  files: SourceFile[];
  allocators: string[];
  nodeCount: number;
  nodeParent: Int32Array;
  nodeFunction: Int32Array;
  nodeLine: Int32Array;
  siteCount: number;
  siteThread: Int32Array;
  siteNode: Int32Array;
  siteAllocator: Uint8Array;
  /** What each recorded block of a site counts as; null where every block was recorded. */
  siteWeight: Float64Array | null;
  changes: Changes;
  frees: Frees;
  peaks: PeakBlocks[];
  lineReports: LineReport[];
}

export function readDetail(block: Block): Detail {
  const sites = readSites(block);
  const nodes = readNodes(block);
  const functions = block.json.functions as string[];
  const [file, line] = [block.column("functions.file"), block.column("functions.line")];
  const functionFile = new Int32Array(functions.length);
  const functionLine = new Int32Array(functions.length);
  for (let i = 0; i < functions.length; i++) {
    functionFile[i] = file.number();
    functionLine[i] = line.number();
  }
  const lastSize = new Float64Array(sites.siteCount);
  return {
    functions, functionFile, functionLine, files: readFiles(block), allocators: block.json.allocators as string[],
    ...nodes, ...sites, ...readTicks(block, lastSize), peaks: readPeaks(block), lineReports: readLineReports(block),
  };
}

function all(column: Column): number[] {
  const values: number[] = [];
  while (!column.done) values.push(column.number());
  return values;
}

function readSites(block: Block): Pick<Detail, "siteCount" | "siteThread" | "siteNode" | "siteAllocator" | "siteWeight"> {
  const thread = all(block.column("sites.thread"));
  const [node, allocator] = [block.column("sites.node"), block.column("sites.allocator")];
  const siteCount = thread.length;
  const siteNode = new Int32Array(siteCount);
  const siteAllocator = new Uint8Array(siteCount);
  let at = 0;
  for (let i = 0; i < siteCount; i++) {
    siteNode[i] = at += node.signed();
    siteAllocator[i] = allocator.number();
  }
  const weights = all(block.column("sites.weight"));
  return { siteCount, siteThread: Int32Array.from(thread), siteNode, siteAllocator, siteWeight: weights.length > 0 ? Float64Array.from(weights) : null };
}

function readNodes(block: Block): Pick<Detail, "nodeCount" | "nodeParent" | "nodeFunction" | "nodeLine"> {
  const parents = all(block.column("nodes.parent"));
  const [fn, line] = [block.column("nodes.function"), block.column("nodes.line")];
  const nodeCount = parents.length + 1;
  const nodeParent = new Int32Array(nodeCount);
  const nodeFunction = new Int32Array(nodeCount);
  const nodeLine = new Int32Array(nodeCount);
  nodeParent[0] = nodeFunction[0] = -1;
  let at = 0;
  for (let i = 1; i < nodeCount; i++) {
    nodeParent[i] = i - parents[i - 1];
    nodeFunction[i] = at += fn.signed();
    nodeLine[i] = line.number();
  }
  return { nodeCount, nodeParent, nodeFunction, nodeLine };
}

function readFiles(block: Block): SourceFile[] {
  const shown = block.json.shownFiles as string[];
  const [kinds, lengths, source] = [block.column("files.kind"), block.column("files.source"), block.column("source")];
  const decoder = new TextDecoder();
  return (block.json.files as string[]).map((name, i): SourceFile => {
    const kind = kinds.number() as FileKind;
    const length = lengths.number();
    const text = length > 0 ? source.take(length - 1) : null;
    let lines: string[] | null = null;
    return {
      name, shown: shown[i], kind,
      get lines() {
        return text && (lines ??= decoder.decode(text).split("\n"));
      },
    };
  });
}

function readLineReports(block: Block): LineReport[] {
  const reports = (block.json.lineReports ?? []) as (Omit<LineReport, "rows"> & { text: string[]; rows: number[][] })[];
  return reports.map(({ process, name, file, shown, text, rows }) => ({
    process, name, file, shown,
    rows: rows.map(([line, highest, increment, occurrences], i) => ({
      line, text: text[i], figures: highest === undefined ? null : { highest, increment, occurrences },
    })),
  }));
}

function readPeaks(block: Block): PeakBlocks[] {
  const [site, blocks, bytes] = [block.column("peak.site"), block.column("peak.blocks"), block.column("peak.bytes")];
  return all(block.column("peak.sites")).map((length) => {
    const peak = { site: new Int32Array(length), blocks: new Float64Array(length), bytes: new Float64Array(length) };
    let at = 0;
    for (let i = 0; i < length; i++) {
      peak.site[i] = at += site.number();
      peak.blocks[i] = blocks.number();
      peak.bytes[i] = bytes.number();
    }
    return peak;
  });
}

function starts(counts: number[]): Int32Array {
  const start = new Int32Array(counts.length + 1);
  counts.forEach((n, i) => (start[i + 1] = start[i] + n));
  return start;
}

// The shapes are those of TickColumns.
function readTicks(block: Block, lastSize: Float64Array): { changes: Changes; frees: Frees } {
  const start = starts(all(block.column("tick.changes")));
  const freeStart = starts(all(block.column("tick.frees")));
  const changes = emptyChanges(start);
  const frees = emptyFrees(freeStart);
  const c = (name: string) => block.column(`change.${name}`);
  const f = (name: string) => block.column(`free.${name}`);
  const [shapes, sites, counts, sizes, freed, freedBytes, temporary] =
    [c("shape"), c("site"), c("blocks"), c("size"), c("freed"), c("freedBytes"), c("temporary")];
  const [freeShapes, freeSites, ages, freeCounts, freeSizes, freeTemporary] =
    [f("shape"), f("site"), f("age"), f("blocks"), f("size"), f("temporary")];
  const amount = (shape: number, site: number, n: number, column: Column): number => {
    const how = (shape >> 1) & 3;
    if (how === 0) return column.number();
    if (how === 1) lastSize[site] = column.number();
    return n * lastSize[site];
  };
  for (let tick = 0; tick + 1 < start.length; tick++) {
    let site = -1;
    for (let i = start[tick]; i < start[tick + 1]; i++) {
      const shape = shapes.byte();
      site += sites.number() + 1;
      const n = shape & 1 ? 1 : counts.number();
      const bytes = amount(shape, site, n, sizes);
      const how = (shape >> 3) & 3;
      const gone = how === 0 ? 0 : how === 1 ? n : freed.number();
      changes.site[i] = site;
      changes.blocks[i] = n;
      changes.bytes[i] = bytes;
      changes.freed[i] = gone;
      changes.freedBytes[i] = how === 0 ? 0 : how === 1 ? bytes : how === 2 ? gone * lastSize[site] : freedBytes.number();
      const brief = (shape >> 5) & 3;
      changes.temporary[i] = brief === 0 ? 0 : brief === 1 ? gone : temporary.number();
    }
    site = -1;
    for (let i = freeStart[tick]; i < freeStart[tick + 1]; i++) {
      const shape = freeShapes.byte();
      if (!(shape & 32)) site += freeSites.number() + 1;
      const n = shape & 1 ? 1 : freeCounts.number();
      frees.site[i] = site;
      frees.tick[i] = tick - ages.number();
      frees.blocks[i] = n;
      frees.bytes[i] = amount(shape, site, n, freeSizes);
      const brief = (shape >> 3) & 3;
      frees.temporary[i] = brief === 0 ? 0 : brief === 1 ? n : freeTemporary.number();
    }
  }
  return { changes, frees };
}

function emptyChanges(start: Int32Array): Changes {
  const n = start[start.length - 1];
  return {
    start, site: new Int32Array(n), blocks: new Float64Array(n), bytes: new Float64Array(n),
    freed: new Float64Array(n), freedBytes: new Float64Array(n), temporary: new Float64Array(n),
  };
}

function emptyFrees(start: Int32Array): Frees {
  const n = start[start.length - 1];
  return { start, site: new Int32Array(n), tick: new Int32Array(n), blocks: new Float64Array(n), bytes: new Float64Array(n), temporary: new Float64Array(n) };
}
