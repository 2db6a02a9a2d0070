/** Bytes over time; times (seconds) do not fall. */
export class Curve {
  private top = -1;

  constructor(readonly times: Float64Array, readonly values: Float64Array) {}

  get isEmpty(): boolean {
    return this.times.length === 0;
  }

  /** The same, its last value held to an instant. */
  heldUntil(end: number): Curve {
    const n = this.times.length;
    if (n === 0 || end <= this.times[n - 1]) return this;
    const times = new Float64Array(n + 1);
    const values = new Float64Array(n + 1);
    times.set(this.times);
    values.set(this.values);
    times[n] = end;
    values[n] = this.values[n - 1];
    return new Curve(times, values);
  }

  /** Index of the first point later than an instant. */
  after(time: number): number {
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.times[middle] <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Value at an instant, on the line between two points; NaN before the first and after the last. */
  at(time: number): number {
    const next = this.after(time);
    if (next === 0) return NaN;
    const n = this.times.length;
    if (next === n) return this.times[n - 1] === time ? this.values[n - 1] : NaN;
    const [from, to] = [this.times[next - 1], this.times[next]];
    const part = to > from ? (time - from) / (to - from) : 1;
    return this.values[next - 1] + part * (this.values[next] - this.values[next - 1]);
  }

  /** The highest point; null when there is none. */
  highest(): { time: number; value: number } | null {
    if (this.isEmpty) return null;
    if (this.top < 0) {
      this.top = 0;
      for (let i = 1; i < this.values.length; i++) if (this.values[i] > this.values[this.top]) this.top = i;
    }
    return { time: this.times[this.top], value: this.values[this.top] };
  }

  /**
   * What can be seen of it in `columns` columns from one instant to another: two values a column, its lowest and highest in the order in
   * which they come, so that no spike is lost; `times` are those of `columnTimes`.
   */
  inColumns(from: number, to: number, columns: number): Float64Array {
    const seen = new Float64Array(columns * 2);
    const width = (to - from) / columns;
    let next = this.after(from);
    for (let c = 0; c < columns; c++) {
      const end = from + (c + 1) * width;
      let low = -1;
      let high = -1;
      for (; next < this.times.length && this.times[next] <= end; next++) {
        if (low < 0 || this.values[next] < this.values[low]) low = next;
        if (high < 0 || this.values[next] >= this.values[high]) high = next;
      }
      if (low < 0) {
        seen[2 * c] = this.at(from + (c + 0.25) * width);
        seen[2 * c + 1] = this.at(from + (c + 0.75) * width);
      } else {
        const lowFirst = low <= high;
        seen[2 * c] = this.values[lowFirst ? low : high];
        seen[2 * c + 1] = this.values[lowFirst ? high : low];
      }
    }
    return seen;
  }
}

/** Instants of the values that `inColumns` gives. */
export function columnTimes(from: number, to: number, columns: number): Float64Array {
  const times = new Float64Array(columns * 2);
  const width = (to - from) / columns;
  for (let c = 0; c < columns; c++) {
    times[2 * c] = from + (c + 0.25) * width;
    times[2 * c + 1] = from + (c + 0.75) * width;
  }
  return times;
}

export interface CurvePart {
  curve: Curve;
  /** From here on it counts as nothing. */
  end: number;
}

/**
 * All together: each counts with its last value until it ends. With `rounds`, points of one time are a round of readings, whose sum is one point: what a page counts for moves from one process to
 * another within it.
 */
export function sumOf(parts: CurvePart[], rounds = false): Curve {
  const some = parts.filter((part) => !part.curve.isEmpty);
  if (some.length === 0) return new Curve(new Float64Array(0), new Float64Array(0));
  if (some.length === 1) return some[0].curve;
  const points: { time: number; part: number; value: number }[] = [];
  some.forEach(({ curve, end }, part) => {
    for (let i = 0; i < curve.times.length; i++) points.push({ time: curve.times[i], part, value: curve.values[i] });
    if (Number.isFinite(end)) points.push({ time: Math.max(end, curve.times[curve.times.length - 1]), part, value: 0 });
  });
  points.sort((a, b) => a.time - b.time);
  const last = new Float64Array(some.length);
  const times = new Float64Array(points.length);
  const values = new Float64Array(points.length);
  let sum = 0;
  let count = 0;
  points.forEach((point, i) => {
    sum += point.value - last[point.part];
    last[point.part] = point.value;
    if (rounds && i + 1 < points.length && points[i + 1].time === point.time) return;
    times[count] = point.time;
    values[count++] = sum;
  });
  return new Curve(times.subarray(0, count), values.subarray(0, count));
}
