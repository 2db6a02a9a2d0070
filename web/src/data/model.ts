import type { State } from "../state";
import type { Detail } from "./detail";
import { CalleeTree, CallerTree, type FlameTree } from "./flame";
import { Frames, NoCode } from "./frames";
import { Lines } from "./lines";
import { Measurer, type Measured } from "./measure";
import type { Overview } from "./overview";
import { Rows, type Unit } from "./rows";
import { Uncertainty } from "./uncertainty";

/** What the views ask, each answer made once for a state. Answers hold until the next state: their arrays are used again. */
export class Model {
  private readonly measurer: Measurer;
  private measuredFor = "";
  private last!: Measured;
  private revision = 0;
  private framesFor = "";
  private madeFrames!: Frames;
  private callees: CalleeTree | null = null;
  private callers: CallerTree | null = null;
  private treeRevision = "";
  private readonly lineBook: Lines;
  private linesRevision = "";
  private rowBook: Rows | null = null;
  private rowsRevision = -1;
  private uncertainFor = "";
  private lastUncertain: Uncertainty | null = null;
  private readonly weights = new Map<string, Float64Array>();

  constructor(readonly overview: Overview, readonly detail: Detail) {
    this.measurer = new Measurer(overview, detail);
    this.lineBook = new Lines(detail);
  }

  /** Bytes or blocks: of temporary ones a capture has only the number. */
  by(state: State): "bytes" | "blocks" {
    return state.mode === "temporary" ? "blocks" : state.by;
  }

  measured(state: State): Measured {
    const key = `${state.mode} ${state.window?.join(" ") ?? ""} ${state.process}`;
    if (key !== this.measuredFor) {
      this.last = this.measurer.measure(state.mode, state.window, state.process);
      this.measuredFor = key;
      this.revision++;
    }
    return this.last;
  }

  /** Changes whenever the figures do. */
  figuresOf(state: State): string {
    this.measured(state);
    return `${this.revision} ${this.by(state)}`;
  }

  values(state: State): Float64Array {
    const measured = this.measured(state);
    return this.by(state) === "bytes" ? measured.bytes : measured.blocks;
  }

  /** How uncertain the values are, by site; null where every block was recorded. */
  uncertain(state: State, by = this.by(state)): Uncertainty | null {
    const { siteWeight, siteCount } = this.detail;
    if (!siteWeight) return null;
    const { bytes, blocks } = this.measured(state);
    const key = `${this.revision} ${by}`;
    if (key !== this.uncertainFor) {
      this.uncertainFor = key;
      this.lastUncertain ??= new Uncertainty(siteCount);
      for (let site = 0; site < siteCount; site++) {
        this.lastUncertain.set(site, siteWeight[site], blocks[site], by === "bytes" ? bytes[site] / blocks[site] : 1);
      }
    }
    return this.lastUncertain;
  }

  /** Standard error of the total; 0 where every block was recorded. */
  error(state: State, by = this.by(state)): number {
    return this.uncertain(state, by)?.errorOfAll() ?? 0;
  }

  total(state: State): number {
    const measured = this.measured(state);
    return this.by(state) === "bytes" ? measured.totalBytes : measured.totalBlocks;
  }

  frames(state: State): Frames {
    const key = `${state.hide} ${state.byLine} ${state.split}`;
    if (key !== this.framesFor) {
      this.framesFor = key;
      this.madeFrames = new Frames(this.overview, this.detail, { inverted: false, hide: state.hide, byLine: state.byLine, split: state.split });
      this.callees = this.callers = null;
      this.treeRevision = "";
    }
    return this.madeFrames;
  }

  tree(state: State): FlameTree {
    const frames = this.frames(state);
    const figures = this.figuresOf(state);
    const key = `${figures} ${state.inverted}`;
    const values = this.values(state);
    if (state.inverted) {
      this.callers ??= new CallerTree(this.detail, frames);
      if (key !== this.treeRevision) this.callers.setValues(values, this.uncertain(state));
    } else {
      if (!this.callees) {
        this.callees = new CalleeTree(this.detail, frames, this.weight(state));
        this.treeRevision = "";
      }
      if (key !== this.treeRevision) this.callees.setValues(values, this.uncertain(state));
    }
    this.treeRevision = key;
    return state.inverted ? this.callers! : this.callees!;
  }

  /** Changes whenever the boxes of the flame graph do. */
  boxesOf(state: State): string {
    return `${this.figuresOf(state)} ${state.hide} ${state.byLine} ${state.split} ${state.inverted} ${state.path.join()}`;
  }

  lines(state: State): Lines {
    const figures = this.figuresOf(state);
    if (figures !== this.linesRevision) {
      this.lineBook.setValues(this.values(state), this.uncertain(state));
      this.linesRevision = figures;
    }
    return this.lineBook;
  }

  rows(state: State): Rows {
    const measured = this.measured(state);
    if (this.rowBook?.unit !== state.unit) {
      this.rowBook = new Rows(this.overview, this.detail, state.unit as Unit);
      this.rowsRevision = -1;
    }
    if (this.rowsRevision !== this.revision) {
      this.rowBook.setValues(measured, this.uncertain(state, "bytes"));
      this.rowsRevision = this.revision;
    }
    return this.rowBook;
  }

  /** What a search finds: which frames, and how much of the total is asked for in or below one of them. */
  search(state: State): { matches: Uint8Array; amount: number; frames: number } | null {
    const wanted = state.search.trim().toLowerCase();
    if (!wanted) return null;
    const frames = this.frames(state);
    const { functions, files, functionFile, nodeFunction, nodeParent, nodeCount, siteNode, siteCount } = this.detail;
    const ofFile = files.map((file) => file.shown.toLowerCase().includes(wanted));
    const ofFunction = functions.map((name, i) => ofFile[functionFile[i]] || name.toLowerCase().includes(wanted));
    const matches = new Uint8Array(frames.count);
    let found = 0;
    for (let frame = 1; frame < frames.count; frame++) {
      const hit = ofFunction[nodeFunction[frames.node[frame]]] || frames.place(frame).toLowerCase() === wanted;
      matches[frame] = hit ? 1 : 0;
      found += matches[frame];
    }
    const below = new Uint8Array(nodeCount);
    for (let node = 1; node < nodeCount; node++) below[node] = below[nodeParent[node]] | (frames.hidden[node] ? 0 : matches[frames.ofNode[node]]);
    const values = this.values(state);
    let amount = 0;
    for (let site = 0; site < siteCount; site++) if (below[siteNode[site]]) amount += values[site];
    return { matches, amount, frames: found };
  }

  /** The file and line that a box leads to; null where there is none. */
  sourceOf(state: State, frame: number): { file: number; line: number } | null {
    const frames = this.frames(state);
    return frame === NoCode || frame < 0 || frames.isGroup(frame) ? null : { file: frames.file(frame), line: frames.line(frame) };
  }

  // What the whole run allocated, by which boxes are put in order once.
  private weight(state: State): Float64Array {
    const by = this.by(state);
    let weight = this.weights.get(by);
    if (!weight) {
      const whole = this.measurer.measure("allocated", null, -1);
      weight = Float64Array.from(by === "bytes" ? whole.bytes : whole.blocks);
      this.weights.set(by, weight);
      this.measuredFor = "";
      const revision = this.revision;
      this.measured(state);
      this.revision = revision;
    }
    return weight;
  }
}
