/**
 * How uncertain estimated figures are, by place: the variance, and what the largest single sample adds to it. Blocks are sampled independently of each other, so variances add up. The same as
 * FigureVariances of src/Heapline.Analysis, which says why.
 */
export class Uncertainty {
  private readonly variance: Float64Array;
  // In single precision, as there.
  private readonly largest: Float32Array;

  constructor(count: number) {
    this.variance = new Float64Array(count);
    this.largest = new Float32Array(count);
  }

  clear(): void {
    this.variance.fill(0);
    this.largest.fill(0);
  }

  /** Of the blocks of one site, which count as `weight` each and add `each` to the figure: their size in bytes, or 1. */
  set(at: number, weight: number, blocks: number, each: number): void {
    this.variance[at] = blocks > 0 ? blocks * (weight - 1) * each * each : 0;
    this.largest[at] = blocks > 0 ? weight * (weight - 1) * each * each : 0;
  }

  /** Takes the place `from` of another, or of itself, into the place `into`. */
  add(into: number, other: Uncertainty, from: number): void {
    this.variance[into] += other.variance[from];
    this.largest[into] = Math.max(this.largest[into], other.largest[from]);
  }

  /** The standard error of a place's figure. */
  error(at: number): number {
    const variance = this.variance[at];
    return Math.sqrt(variance + 2.25 * Math.min(this.largest[at], variance));
  }

  /** The standard error of all places together. */
  errorOfAll(): number {
    const all = new Uncertainty(1);
    for (let at = 0; at < this.variance.length; at++) all.add(0, this, at);
    return all.error(0);
  }
}
