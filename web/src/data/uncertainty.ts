/**
 * How uncertain estimated figures are, by place: the variance, and what the largest single sample adds to it. Blocks are sampled independently of each other, so variances add up. The same as
 * FigureVariances of src/Heapline.Analysis, which says why.
 */
export class Uncertainty {
  private readonly variance: Float64Array;
  private readonly largest: Float64Array;

  constructor(count: number) {
    this.variance = new Float64Array(count);
    this.largest = new Float64Array(count);
  }

  clear(): void {
    this.variance.fill(0);
    this.largest.fill(0);
  }

  /** Of the blocks of one site, which count as `weight` each and add `each` to the figure: their size in bytes, or 1. */
  set(at: number, weight: number, blocks: number, each: number): void {
    const one = (weight - 1) * each * each;
    this.variance[at] = blocks > 0 ? blocks * one : 0;
    this.largest[at] = blocks > 0 ? weight * one : 0;
  }

  /** Takes the place `from` of another, or of itself, into the place `into`. */
  add(into: number, other: Uncertainty, from: number): void {
    this.variance[into] += other.variance[from];
    this.largest[into] = Math.max(this.largest[into], other.largest[from]);
  }

  /** The standard error of a place's figure. */
  error(at: number): number {
    return Math.sqrt(this.variance[at] + 2.25 * this.largest[at]);
  }

  /** The standard error of all places together. */
  errorOfAll(): number {
    const all = new Uncertainty(1);
    for (let at = 0; at < this.variance.length; at++) all.add(0, this, at);
    return all.error(0);
  }
}
