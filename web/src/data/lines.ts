import type { Detail } from "./detail";
import { Uncertainty } from "./uncertainty";

/** Figures of source lines: what a line asked for itself, and what was asked for while it ran (itself and what it called). */
export class Lines {
  /** File and line of each place, by number; file -1 for no Python code. */
  readonly file: number[] = [];
  readonly line: number[] = [];
  /** Function of the place's first node. */
  readonly fn: number[] = [];
  readonly own: Float64Array;
  /** How uncertain what is own is, where blocks were sampled. */
  readonly ownUncertain: Uncertainty;
  readonly through: Float64Array;
  readonly ownOfFile: Float64Array;
  /** Places of each file, rising by line. */
  readonly ofFile: number[][];
  private readonly placeOf: Int32Array;
  private readonly again: Uint8Array;
  private readonly ofNode: Float64Array;

  constructor(private readonly detail: Detail) {
    const { nodeCount, nodeFunction, nodeLine, nodeParent, functionFile, files } = detail;
    this.placeOf = new Int32Array(nodeCount);
    this.again = new Uint8Array(nodeCount);
    this.ofNode = new Float64Array(nodeCount);
    this.file.push(-1);
    this.line.push(0);
    this.fn.push(-1);
    this.ofFile = files.map(() => []);
    const known = new Map<number, number>();
    for (let node = 1; node < nodeCount; node++) {
      const file = functionFile[nodeFunction[node]];
      const key = file * 4_194_304 + nodeLine[node];
      let place = known.get(key);
      if (place === undefined) {
        known.set(key, (place = this.file.length));
        this.file.push(file);
        this.line.push(nodeLine[node]);
        this.fn.push(nodeFunction[node]);
        this.ofFile[file].push(place);
      }
      this.placeOf[node] = place;
      // A recursion's inner calls are in what goes through the outer one already.
      for (let up = nodeParent[node], steps = 0; up > 0 && steps < 200; up = nodeParent[up], steps++) {
        if (this.placeOf[up] === place) {
          this.again[node] = 1;
          break;
        }
      }
    }
    for (const places of this.ofFile) places.sort((a, b) => this.line[a] - this.line[b]);
    this.own = new Float64Array(this.file.length);
    this.ownUncertain = new Uncertainty(this.file.length);
    this.through = new Float64Array(this.file.length);
    this.ownOfFile = new Float64Array(files.length);
  }

  /** The place of a node. */
  of(node: number): number {
    return this.placeOf[node];
  }

  setValues(bySite: Float64Array, uncertain: Uncertainty | null): void {
    const { own, through, ofNode, ownOfFile, placeOf, again } = this;
    const { siteNode, siteCount, nodeParent, nodeCount } = this.detail;
    own.fill(0);
    through.fill(0);
    ofNode.fill(0);
    ownOfFile.fill(0);
    if (uncertain) {
      this.ownUncertain.clear();
      for (let site = 0; site < siteCount; site++) this.ownUncertain.add(placeOf[siteNode[site]], uncertain, site);
    }
    for (let site = 0; site < siteCount; site++) ofNode[siteNode[site]] += bySite[site];
    for (let node = 0; node < nodeCount; node++) own[placeOf[node]] += ofNode[node];
    for (let node = nodeCount - 1; node > 0; node--) {
      if (!again[node]) through[placeOf[node]] += ofNode[node];
      ofNode[nodeParent[node]] += ofNode[node];
    }
    for (let place = 1; place < own.length; place++) ownOfFile[this.file[place]] += own[place];
  }

  /** Places with the most of their own, hottest first. */
  hottest(most: number, leaveOut: (file: number) => boolean): number[] {
    const { own } = this;
    const best: number[] = [];
    for (let place = 0; place < own.length; place++) {
      if (own[place] <= 0 || (best.length === most && own[place] <= own[best[most - 1]]) || leaveOut(this.file[place])) continue;
      let at = best.length === most ? most - 1 : best.length;
      for (; at > 0 && own[best[at - 1]] < own[place]; at--) best[at] = best[at - 1];
      best[at] = place;
    }
    return best;
  }
}
