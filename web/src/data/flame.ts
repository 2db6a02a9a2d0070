import type { Detail } from "./detail";
import { NoCode, type FrameId, type Frames } from "./frames";
import { Uncertainty } from "./uncertainty";

/** A place in a tree of boxes: what it says, and what it stands for. */
export interface Branch {
  frame: FrameId;
  value: number;
  /** Standard error of the value, where blocks were sampled. */
  error: number;
}

/** A tree of boxes, opened as far as somebody looks. */
export interface FlameTree {
  root(): Branch;
  children(branch: Branch): Branch[];
}

interface Merged extends Branch {
  index: number;
}

/** Callers above, what they call below. Built once for a choice of options; given values for every window. */
export class CalleeTree implements FlameTree {
  private readonly parent: number[] = [-1];
  private readonly frame: FrameId[] = [NoCode];
  private readonly ofSite: Int32Array;
  private readonly first: Int32Array;
  private readonly sorted: Int32Array;
  private readonly values: Float64Array;
  private readonly uncertain: Uncertainty;

  constructor(detail: Detail, frames: Frames, weight: Float64Array) {
    const { siteCount, siteNode, nodeParent } = detail;
    const groups = frames.groups.length;
    const split = frames.options.split !== "merge";
    const known = new Map<number, number>();
    const child = (parent: number, frame: FrameId): number => {
      const key = parent * (frames.count + groups) + frame;
      let index = known.get(key);
      if (index === undefined) {
        known.set(key, (index = this.parent.length));
        this.parent.push(parent);
        this.frame.push(frame);
      }
      return index;
    };
    // Tree index of each node within each group, made on first use.
    const made = Array.from({ length: groups }, () => new Map<number, number>());
    const chain: number[] = [];
    this.ofSite = new Int32Array(siteCount);
    for (let site = 0; site < siteCount; site++) {
      const group = frames.groupOfSite[site];
      const within = made[group];
      const top = split ? child(0, frames.count + group) : 0;
      let node = siteNode[site];
      let index = within.get(node);
      chain.length = 0;
      while (index === undefined) {
        if (node <= 0) index = top;
        else {
          chain.push(node);
          node = nodeParent[node];
          index = within.get(node);
        }
      }
      for (let i = chain.length - 1; i >= 0; i--) {
        const next = chain[i];
        if (!frames.hidden[next]) index = child(index, frames.ofNode[next]);
        within.set(next, index);
      }
      // What no shown frame asked for is a box of its own, so that widths add up.
      this.ofSite[site] = index === top ? child(top, NoCode) : index;
    }
    this.values = new Float64Array(this.parent.length);
    this.uncertain = new Uncertainty(this.parent.length);
    // In the order of the whole run's figures: boxes stay where they are while a window moves.
    this.setValues(weight, null);
    const order = Int32Array.from(this.parent.keys()).subarray(1);
    order.sort((a, b) => this.parent[a] - this.parent[b] || this.values[b] - this.values[a] || a - b);
    this.sorted = order;
    this.first = new Int32Array(this.parent.length + 1);
    for (const index of order) this.first[this.parent[index] + 1]++;
    for (let i = 0; i < this.parent.length; i++) this.first[i + 1] += this.first[i];
  }

  /** Takes a value for every site, and how uncertain it is where blocks were sampled. */
  setValues(bySite: Float64Array, uncertain: Uncertainty | null): void {
    const { parent, ofSite, values } = this;
    values.fill(0);
    for (let site = 0; site < ofSite.length; site++) values[ofSite[site]] += bySite[site];
    for (let i = values.length - 1; i > 0; i--) values[parent[i]] += values[i];
    if (!uncertain) return;
    this.uncertain.clear();
    for (let site = 0; site < ofSite.length; site++) this.uncertain.add(ofSite[site], uncertain, site);
    for (let i = values.length - 1; i > 0; i--) this.uncertain.add(parent[i], this.uncertain, i);
  }

  root(): Merged {
    return { frame: NoCode, value: this.values[0], error: this.uncertain.error(0), index: 0 };
  }

  children(branch: Branch): Merged[] {
    const { index } = branch as Merged;
    const children: Merged[] = [];
    for (let i = this.first[index]; i < this.first[index + 1]; i++) {
      const at = this.sorted[i];
      if (this.values[at] > 0) children.push({ frame: this.frame[at], value: this.values[at], error: this.uncertain.error(at), index: at });
    }
    return children;
  }
}

interface Gathered extends Branch {
  /** Where in the call stacks this branch is, and what comes through there. */
  nodes: Int32Array;
  through: Float64Array;
  uncertain: Uncertainty;
}

/** What asked for memory above, its callers below. Opened branch by branch: whole, it would be as large as all call stacks written out. */
export class CallerTree implements FlameTree {
  private sites: Float64Array = new Float64Array(0);
  private uncertain = new Uncertainty(0);
  private readonly slot: Int32Array;

  constructor(private readonly detail: Detail, private readonly frames: Frames) {
    this.slot = new Int32Array(frames.count + frames.groups.length).fill(-1);
  }

  setValues(bySite: Float64Array, uncertain: Uncertainty | null): void {
    this.sites = bySite;
    this.uncertain = uncertain ?? new Uncertainty(bySite.length);
  }

  root(): Gathered {
    const value = this.sites.reduce((sum, site) => sum + site, 0);
    return { frame: -1, value, error: this.uncertain.errorOfAll(), nodes: new Int32Array(0), through: new Float64Array(0), uncertain: new Uncertainty(0) };
  }

  children(branch: Branch): Gathered[] {
    const { nodes, through, uncertain, frame } = branch as Gathered;
    const { siteNode, siteCount } = this.detail;
    if (frame >= 0 && !this.frames.isGroup(frame)) {
      const parents = new Int32Array(nodes.length);
      for (let i = 0; i < nodes.length; i++) parents[i] = this.shown(this.detail.nodeParent[nodes[i]]);
      return this.gather(parents, through, uncertain, (i) => this.frames.ofNode[parents[i]], true);
    }
    const split = this.frames.options.split !== "merge";
    if (frame < 0) {
      const some: number[] = [];
      for (let site = 0; site < siteCount; site++) if (this.sites[site] > 0) some.push(site);
      const values = Float64Array.from(some, (site) => this.sites[site]);
      const uncertain = new Uncertainty(some.length);
      some.forEach((site, i) => uncertain.add(i, this.uncertain, site));
      if (split) return this.gather(Int32Array.from(some), values, uncertain, (i) => this.frames.count + this.frames.groupOfSite[some[i]], false);
      const at = Int32Array.from(some, (site) => this.shown(siteNode[site]));
      return this.gather(at, values, uncertain, (i) => this.frames.ofNode[at[i]], false);
    }
    const at = Int32Array.from(nodes, (site) => this.shown(siteNode[site]));
    return this.gather(at, through, uncertain, (i) => this.frames.ofNode[at[i]], false);
  }

  private shown(node: number): number {
    while (node > 0 && this.frames.hidden[node]) node = this.detail.nodeParent[node];
    return node;
  }

  // Two passes: how many there are of each frame, then each into its place.
  private gather(at: Int32Array, through: Float64Array, uncertain: Uncertainty, frameOf: (i: number) => FrameId, endAtRoot: boolean): Gathered[] {
    const { slot } = this;
    const found: { frame: FrameId; count: number; value: number }[] = [];
    const skip = (i: number): boolean => endAtRoot && at[i] <= 0;
    for (let i = 0; i < at.length; i++) {
      if (skip(i)) continue;
      const frame = frameOf(i);
      if (slot[frame] < 0) {
        slot[frame] = found.length;
        found.push({ frame, count: 0, value: 0 });
      }
      const entry = found[slot[frame]];
      entry.count++;
      entry.value += through[i];
    }
    const gathered = found.map((entry): Gathered => ({
      frame: entry.frame, value: entry.value, error: 0,
      nodes: new Int32Array(entry.count), through: new Float64Array(entry.count), uncertain: new Uncertainty(entry.count),
    }));
    for (const entry of found) entry.count = 0;
    for (let i = 0; i < at.length; i++) {
      if (skip(i)) continue;
      const which = slot[frameOf(i)];
      const place = found[which].count++;
      gathered[which].nodes[place] = at[i];
      gathered[which].through[place] = through[i];
      gathered[which].uncertain.add(place, uncertain, i);
    }
    for (const entry of gathered) entry.error = entry.uncertain.errorOfAll();
    for (const entry of found) slot[entry.frame] = -1;
    return gathered.sort((a, b) => b.value - a.value || a.frame - b.frame);
  }
}
