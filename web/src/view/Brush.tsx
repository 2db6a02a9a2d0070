import { useRef } from "preact/hooks";
import { instant } from "../text";
import { usePage } from "./context";
import type { Inside } from "./Timeline";

/** A press that moves less than this many pixels is a click. */
const click = 4;

type Part = "new" | "start" | "end" | "all";

/** Lies over the plot: a drag selects, the ends of a selection can be moved, with the pointer or the keyboard. */
export function Brush({ inside, from, to }: { inside: Inside; from: number; to: number }) {
  const { overview, store, state } = usePage();
  const area = useRef<HTMLDivElement>(null);
  const drag = useRef<{ part: Part; x: number; moved: boolean; window: [number, number] } | null>(null);
  const frame = useRef(0);
  const [start, end] = state.window ?? [0, overview.duration];
  const span = to - from;
  const clamp = (time: number): number => Math.max(0, Math.min(overview.duration, time));
  const part = (time: number): number => Math.max(0, Math.min(1, (time - from) / span));
  const timeAt = (x: number): number => clamp(from + ((x - area.current!.getBoundingClientRect().left) / inside.width) * span);

  // Several moves may come between two pictures: only the last of them is worth answering.
  const select = (window: [number, number], more = {}): void => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => store.set({ window, ...more }));
  };
  const down = (which: Part) => (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.stopPropagation();
    area.current!.setPointerCapture(event.pointerId);
    drag.current = { part: which, x: event.clientX, moved: false, window: [start, end] };
  };
  const move = (event: PointerEvent): void => {
    const held = drag.current;
    if (!held) return;
    if (!held.moved && Math.abs(event.clientX - held.x) < click) return;
    held.moved = true;
    const at = timeAt(event.clientX);
    const was = timeAt(held.x);
    if (held.part === "new") select([Math.min(was, at), Math.max(was, at)]);
    else if (held.part === "start") select([Math.min(at, held.window[1] - 1e-6), held.window[1]]);
    else if (held.part === "end") select([held.window[0], Math.max(at, held.window[0] + 1e-6)]);
    else {
      const by = Math.max(-held.window[0], Math.min(overview.duration - held.window[1], at - was));
      select([held.window[0] + by, held.window[1] + by]);
    }
  };
  const up = (event: PointerEvent): void => {
    const held = drag.current;
    drag.current = null;
    // A click asks what is alive at that instant.
    if (held && !held.moved && (held.part === "new" || held.part === "all")) select([0, Math.max(timeAt(event.clientX), 1e-6)], { mode: "alive" });
  };
  const key = (which: "start" | "end") => (event: KeyboardEvent): void => {
    const step = (span / 100) * (event.shiftKey ? 10 : 1);
    const by = { ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step, PageDown: -step * 10, PageUp: step * 10, Home: -Infinity, End: Infinity }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const least = 1e-6;
    if (which === "start") store.set({ window: [Math.max(0, Math.min(end - least, start + by)), end] });
    else store.set({ window: [start, Math.min(overview.duration, Math.max(start + least, end + by))] });
  };
  const handle = (which: "start" | "end", time: number) => (
    <div
      class={`handle ${which} ${state.window ? "" : "idle"}`} style={{ left: `${part(time) * 100}%` }} role="slider" tabIndex={0}
      aria-label={which === "start" ? "Selection from" : "Selection to"} aria-valuemin={0} aria-valuemax={overview.duration} aria-valuenow={Math.round(time * 1e3) / 1e3}
      aria-valuetext={instant(time, span)} onKeyDown={key(which)} onPointerDown={down(which)}
    />
  );
  return (
    <div
      ref={area} class="brush" style={{ left: `${inside.left}px`, top: `${inside.top}px`, width: `${inside.width}px`, height: `${inside.height}px` }}
      onPointerDown={down("new")} onPointerMove={move} onPointerUp={up} onPointerCancel={() => (drag.current = null)} onDblClick={() => store.set({ window: null })}
      onMouseMove={(e) => passOn(e)} onMouseLeave={(e) => passOn(e)} onMouseEnter={(e) => passOn(e)}
    >
      {state.window && <div class="outside" style={{ left: "0", width: `${part(start) * 100}%` }} />}
      {state.window && <div class="outside" style={{ left: `${part(end) * 100}%`, right: "0" }} />}
      {state.window && <div class="grip" style={{ left: `${part(start) * 100}%`, width: `${(part(end) - part(start)) * 100}%` }} onPointerDown={down("all")} />}
      {handle("start", start)}
      {handle("end", end)}
    </div>
  );
}

/** The plot below follows the pointer with its own cursor. */
function passOn(event: MouseEvent): void {
  const over = (event.currentTarget as HTMLElement).parentElement?.querySelector(".u-over");
  over?.dispatchEvent(new MouseEvent(event.type, { clientX: event.clientX, clientY: event.clientY }));
}
