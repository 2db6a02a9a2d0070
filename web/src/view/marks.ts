import type uPlot from "uplot";
import type { Overview } from "../data/overview";
import { bytes, duration } from "../text";
import { colour } from "./theme";

/** A point worth a mark on the curves. */
export interface Mark {
  time: number;
  value: number;
  colour: string;
  text: string;
}

/** The peaks of the curves that are drawn. */
export function marksOf(overview: Overview, process: number): Mark[] {
  const one = process >= 0 ? overview.processes[process] : overview;
  const marks: Mark[] = [];
  const resident = one.resident.highest();
  const heap = one.heap.highest();
  if (resident) marks.push({ ...resident, colour: "resident", text: `Resident memory is highest, ${bytes(resident.value)}, at ${duration(resident.time)}` });
  if (heap) marks.push({ ...heap, colour: "heap", text: `The live heap is highest, ${bytes(heap.value)}, at ${duration(heap.time)}` });
  return marks;
}

/** Draws the peaks, the program's own marks as lines, and the limit where there is one. */
export function paintMarks(u: uPlot, marks: Mark[], lines: number[], limit: number): void {
  const { ctx } = u;
  const scale = devicePixelRatio || 1;
  ctx.save();
  ctx.beginPath();
  ctx.rect(u.bbox.left, u.bbox.top - 8 * scale, u.bbox.width + 8 * scale, u.bbox.height + 8 * scale);
  ctx.clip();
  const most = u.scales.y.max ?? 0;
  if (limit > 0 && limit <= most) {
    // On a row of pixels, not between two.
    const y = Math.round(u.valToPos(limit, "y", true)) + 0.5;
    ctx.strokeStyle = ctx.fillStyle = colour("limit");
    ctx.lineWidth = scale;
    ctx.setLineDash([6 * scale, 4 * scale]);
    ctx.beginPath();
    ctx.moveTo(u.bbox.left, y);
    ctx.lineTo(u.bbox.left + u.bbox.width, y);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.font = `${12 * scale}px system-ui, sans-serif`;
    ctx.textAlign = "right";
    ctx.textBaseline = "bottom";
    ctx.fillText(`limit ${bytes(limit)}`, u.bbox.left + u.bbox.width - 4 * scale, y - 2 * scale);
  }
  ctx.strokeStyle = colour("quiet");
  ctx.lineWidth = scale;
  ctx.setLineDash([2 * scale, 3 * scale]);
  for (const time of lines) {
    const x = u.valToPos(time, "x", true);
    ctx.beginPath();
    ctx.moveTo(x, u.bbox.top);
    ctx.lineTo(x, u.bbox.top + u.bbox.height);
    ctx.stroke();
  }
  ctx.setLineDash([]);
  for (const mark of marks) {
    const [min, max] = [u.scales.x.min ?? 0, u.scales.x.max ?? 0];
    if (mark.time < min || mark.time > max || mark.value > most) continue;
    const x = u.valToPos(mark.time, "x", true);
    const y = u.valToPos(mark.value, "y", true);
    ctx.beginPath();
    ctx.arc(x, y, 4 * scale, 0, 2 * Math.PI);
    ctx.fillStyle = colour("paper");
    ctx.fill();
    ctx.lineWidth = 2 * scale;
    ctx.strokeStyle = colour(mark.colour);
    ctx.stroke();
  }
  ctx.restore();
}
