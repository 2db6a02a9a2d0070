import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { processName } from "../data/frames";
import type { Overview } from "../data/overview";
import { bytes, duration, exactly } from "../text";
import { usePage } from "./context";
import { colour, several } from "./theme";
import type { Inside } from "./Timeline";

interface Bar {
  row: number;
  start: number;
  end: number;
  label: string;
  about: string;
  colour: number;
  /** A process that has not ended by itself. */
  open: boolean;
}

const rowHeight = 17;
/** Rows of either kind; what is beyond lies in the last. */
const mostRows = 8;

/** Below the curves on the same axis: processes from start to end, and calls of decorated functions. */
export function Lanes({ inside, from, to, scheme }: { inside: Inside; from: number; to: number; scheme: number }) {
  const { overview, store, state } = usePage();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [about, setAbout] = useState("");
  const bars = useMemo(() => processBars(overview), [overview]);
  const spans = useMemo(() => spanBars(overview), [overview]);
  const rows = bars.reduce((most, bar) => Math.max(most, bar.row + 1), 0);
  const all = useMemo(() => {
    const calls = spans.map((bar) => ({ ...bar, row: bar.row + rows }));
    const below = calls.reduce((most, bar) => Math.max(most, bar.row + 1), rows);
    const phases = phaseBars(overview).map((bar) => ({ ...bar, row: bar.row + below }));
    const last = phases.reduce((most, bar) => Math.max(most, bar.row + 1), below);
    return [...bars, ...calls, ...phases, ...collectionBars(overview, state.process, last)];
  }, [overview, bars, spans, rows, state.process]);
  const count = all.reduce((most, bar) => Math.max(most, bar.row + 1), 0);

  useLayoutEffect(() => {
    if (canvas.current) paint(canvas.current, all, inside.width, count, from, to);
  }, [all, inside.width, count, from, to, scheme]);

  if (count === 0) return null;
  const barAt = (event: MouseEvent): Bar | undefined => {
    const around = canvas.current!.getBoundingClientRect();
    const row = Math.floor((event.clientY - around.top) / rowHeight);
    const time = from + ((event.clientX - around.left) / inside.width) * (to - from);
    const near = ((to - from) / inside.width) * 2;
    return [...all].reverse().find((bar) => bar.row === row && time >= bar.start - near && time <= bar.end + near);
  };
  const kinds = [bars.length > 0 && `${bars.length} processes`, overview.spans.length > 0 && `${exactly(overview.spans.length)} ${overview.spans.length === 1 ? "call of a decorated function" : "calls of decorated functions"}`, overview.phases.length > 0 && `${exactly(overview.phases.length)} marks and spans of the program`, overview.collections.length > 0 && `${exactly(overview.collections.reduce((sum, some) => sum + some.count, 0))} full garbage collections`].filter(Boolean);
  return (
    <div class="lanes" style={{ marginLeft: `${inside.left}px`, width: `${inside.width}px` }}>
      <canvas
        ref={canvas} role="img" aria-label={`${kinds.join(" and ")}. A click selects the time of one.`} title={about}
        onMouseMove={(e) => setAbout(barAt(e)?.about ?? "")}
        onClick={(e) => {
          const bar = barAt(e);
          if (bar) store.set({ window: [bar.start, Math.max(bar.end, bar.start + 1e-6)] });
        }}
      />
      {overview.spansLeftOut > 0 && <p class="quiet">{exactly(overview.spansLeftOut)} shorter calls are left out.</p>}
    </div>
  );
}

// Of one process there is nothing to tell that the header does not.
function processBars(overview: Overview): Bar[] {
  if (overview.processes.length < 2) return [];
  const free: number[] = [];
  return overview.processes.map((process, i): Bar => {
    let row = free.findIndex((end) => end <= process.start);
    if (row < 0) row = free.length < mostRows ? free.length : mostRows - 1;
    free[row] = process.end;
    const name = processName(overview, i);
    const told = process.ended ? `${duration(process.start)} to ${duration(process.end)}` : `from ${duration(process.start)} on, its end was not recorded`;
    return { row, start: process.start, end: process.end, label: name, about: `${name}, started by ${process.parentPid}: ${told}\n${process.command}`, colour: -1, open: !process.ended };
  });
}

function spanBars(overview: Overview): Bar[] {
  return overview.spans.map((span): Bar => ({
    row: Math.min(span.level, mostRows - 1), start: span.start, end: span.end, label: span.label, colour: span.labelNumber, open: false,
    about: `${span.label}: ${duration(span.end - span.start)}, resident ${bytes(span.startBytes)} → ${bytes(span.endBytes)}`,
  }));
}

// In as few rows as keep them and their names apart.
function phaseBars(overview: Overview): Bar[] {
  const free: number[] = [];
  return overview.phases.map((phase, i): Bar => {
    // A mark's name needs room beside it.
    const end = Math.max(phase.end, phase.start + overview.duration * (phase.mark ? 0.012 * phase.name.length : 0));
    let row = free.findIndex((until) => until <= phase.start);
    if (row < 0) row = free.length < mostRows ? free.length : mostRows - 1;
    free[row] = end;
    const about = phase.mark
      ? `mark ${phase.name}: at ${duration(phase.start)}, live heap ${bytes(phase.startBytes)}`
      : `span ${phase.name}: ${duration(phase.end - phase.start)}, live heap ${bytes(phase.startBytes)} → ${bytes(phase.endBytes)}, at most ${bytes(phase.highestBytes)}, ${exactly(phase.allocations)} allocations`;
    return { row, start: phase.start, end: phase.end, label: phase.name, about, colour: phase.mark ? -2 : i + 3, open: true };
  });
}

// All in one row: they are instants, and seldom.
function collectionBars(overview: Overview, process: number, row: number): Bar[] {
  return overview.collections.filter((some) => process < 0 || some.process === process).map((some): Bar => {
    const whose = overview.processes.length > 1 ? ` of ${processName(overview, some.process)}` : "";
    const what = some.count === 1 ? "full garbage collection" : `${exactly(some.count)} full garbage collections`;
    const younger = `before, ${exactly(some.young)} of the youngest objects and ${exactly(some.middle)} of those a little older`;
    return {
      row, start: some.start, end: some.end, label: some.count === 1 ? "gc" : `gc ×${exactly(some.count)}`, colour: -3, open: true,
      about: `${what}${whose} by ${duration(some.end)} (not before ${duration(some.start)}): ${exactly(some.freed)} objects freed\n${younger}`,
    };
  });
}

// A triangle each, and a word beside it where nothing else stands.
function paintCollections(context: CanvasRenderingContext2D, bars: Bar[], width: number, from: number, to: number): void {
  // Somewhere between two looks; drawn at the second, where its effect is seen.
  const marks = bars
    .filter((bar) => bar.colour === -3 && bar.end >= from && bar.end <= to)
    .map((bar) => ({ bar, at: ((bar.end - from) / (to - from)) * width }))
    .sort((a, b) => a.at - b.at);
  context.fillStyle = colour("quiet");
  marks.forEach(({ bar, at }, i) => {
    const y = bar.row * rowHeight;
    context.beginPath();
    context.moveTo(at - 4, y + 1);
    context.lineTo(at + 4, y + 1);
    context.lineTo(at, y + 9);
    context.fill();
    const room = (marks[i + 1]?.at ?? width) - at - 14;
    if (context.measureText(bar.label).width <= room) context.fillText(bar.label, at + 7, y + 5.5);
  });
}

function paint(canvas: HTMLCanvasElement, bars: Bar[], width: number, rows: number, from: number, to: number): void {
  const scale = devicePixelRatio || 1;
  const height = rows * rowHeight;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d")!;
  context.scale(scale, scale);
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "middle";
  const [ink, lane] = [colour("ink"), colour("lane")];
  const named: number[] = [];
  paintCollections(context, bars, width, from, to);
  for (const bar of bars) {
    if (bar.colour === -3 || bar.end < from || bar.start > to) continue;
    const x = Math.max(0, ((bar.start - from) / (to - from)) * width);
    const right = Math.min(width, ((bar.end - from) / (to - from)) * width);
    const w = Math.max(right - x, 2);
    const y = bar.row * rowHeight;
    if (bar.colour === -2) {
      context.fillStyle = ink;
      context.fillRect(x, y, 2, rowHeight - 2);
      context.fillText(bar.label, x + 5, y + rowHeight / 2 - 0.5);
      continue;
    }
    context.fillStyle = bar.colour < 0 ? lane : several[bar.colour % several.length];
    context.globalAlpha = bar.colour < 0 ? 1 : 0.35;
    context.fillRect(x, y, w - (w > 4 ? 1 : 0), rowHeight - 2);
    context.globalAlpha = 1;
    if (bar.colour < 0) {
      // A fork at the left, an exit at the right: the edges tell them.
      context.fillStyle = colour("quiet");
      context.fillRect(x, y, 1.5, rowHeight - 2);
      if (!bar.open) context.fillRect(x + w - 2, y, 1.5, rowHeight - 2);
    }
    // Calls of several processes may lie over each other: the first has its name.
    if (w > 34 && x >= (named[bar.row] ?? 0)) {
      named[bar.row] = x + Math.min(w, 5 + context.measureText(bar.label).width + 4);
      context.save();
      context.beginPath();
      context.rect(x, y, w - 4, rowHeight);
      context.clip();
      context.fillStyle = ink;
      context.fillText(bar.label, x + 5, y + rowHeight / 2 - 0.5);
      context.restore();
    }
  }
}
