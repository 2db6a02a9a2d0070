import { FileKind, type Detail } from "./detail";
import type { Overview } from "./overview";

export type Split = "merge" | "process" | "thread";

export interface FlameOptions {
  inverted: boolean;
  /** Leave out the interpreter's own frames: frozen modules, the import machinery among them. */
  hide: boolean;
  /** A box for every line of a function, rather than one for the function. */
  byLine: boolean;
  split: Split;
}

/** A number for a box's content; the same for equal content. Groups (threads, processes) come after the frames. */
export type FrameId = number;

/** Frame 0: no Python code, or none that is shown. */
export const NoCode: FrameId = 0;

/** What boxes can say: functions or lines of functions, and groups. */
export class Frames {
  /** Frame of each node; the root's is NoCode. */
  readonly ofNode: Int32Array;
  /** For each frame a node that has it; 0 for NoCode. */
  readonly node: number[] = [0];
  /** Nodes that no box is made for. */
  readonly hidden: Uint8Array;
  /** Group of each site, from 0; all 0 where nothing is split. */
  readonly groupOfSite: Int32Array;
  readonly groups: string[];

  constructor(private readonly overview: Overview, private readonly detail: Detail, readonly options: FlameOptions) {
    const { nodeCount, nodeFunction, nodeLine, functionFile, files } = detail;
    this.ofNode = new Int32Array(nodeCount);
    this.hidden = new Uint8Array(nodeCount);
    const known = new Map<number, FrameId>();
    for (let node = 1; node < nodeCount; node++) {
      const key = nodeFunction[node] * 4_194_304 + (options.byLine ? nodeLine[node] : 0);
      let frame = known.get(key);
      if (frame === undefined) {
        known.set(key, (frame = this.node.length));
        this.node.push(node);
      }
      this.ofNode[node] = frame;
      if (options.hide && files[functionFile[nodeFunction[node]]].kind === FileKind.Interpreter) this.hidden[node] = 1;
    }
    this.groupOfSite = new Int32Array(detail.siteCount);
    this.groups = this.split(options.split);
  }

  get count(): number {
    return this.node.length;
  }

  isGroup(frame: FrameId): boolean {
    return frame >= this.count;
  }

  /** The function, or what stands for none. */
  name(frame: FrameId): string {
    if (this.isGroup(frame)) return this.groups[frame - this.count];
    return frame === NoCode ? "no Python code" : this.detail.functions[this.detail.nodeFunction[this.node[frame]]];
  }

  /** Index of its file; -1 for none. */
  file(frame: FrameId): number {
    return frame === NoCode || this.isGroup(frame) ? -1 : this.detail.functionFile[this.detail.nodeFunction[this.node[frame]]];
  }

  /** The line that boxes are made for, or the function's first; 0 for none. */
  line(frame: FrameId): number {
    if (frame === NoCode || this.isGroup(frame)) return 0;
    const node = this.node[frame];
    return this.options.byLine ? this.detail.nodeLine[node] : this.detail.functionLine[this.detail.nodeFunction[node]];
  }

  /** `store.py:12`, with the folder where the file's name alone says nothing; empty for none. */
  place(frame: FrameId): string {
    const file = this.file(frame);
    if (file < 0) return "";
    const line = this.line(frame);
    return shortPlace(this.detail.files[file].shown, line);
  }

  private split(split: Split): string[] {
    const { siteThread, siteCount } = this.detail;
    const { threads, processes } = this.overview;
    if (split === "merge") return [""];
    for (let site = 0; site < siteCount; site++) {
      this.groupOfSite[site] = split === "thread" ? siteThread[site] : threads[siteThread[site]].process;
    }
    return split === "thread" ? threads.map((_, i) => threadName(this.overview, i)) : processes.map((_, i) => processName(this.overview, i));
  }
}

export function shortPlace(shown: string, line: number): string {
  const parts = shown.split("/");
  const last = parts[parts.length - 1];
  const name = (last === "__init__.py" || last === "__main__.py") && parts.length > 1 ? `${parts[parts.length - 2]}/${last}` : last;
  return line > 0 ? `${name}:${line}` : name;
}

export function processName(overview: Overview, index: number): string {
  const process = overview.processes[index];
  if (process.name) return `${process.name} (${process.pid})`;
  const words = process.command.split(" ");
  const script = words.find((word) => word.endsWith(".py")) ?? words[0] ?? "";
  const name = script.slice(script.lastIndexOf("/") + 1);
  return name ? `${name} (${process.pid})` : `process ${process.pid}`;
}

export function threadName(overview: Overview, index: number): string {
  const thread = overview.threads[index];
  const name = thread.name ? `${thread.name} (${thread.tid})` : `thread ${thread.tid}`;
  return overview.processes.length > 1 ? `${name} of process ${overview.processes[thread.process]?.pid ?? "?"}` : name;
}
