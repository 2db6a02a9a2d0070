import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { pictureOf, type Layer } from "../data/layers";
import type { Curves } from "../state";
import { bytes, duration, exactBytes, instant } from "../text";
import { axes } from "./axes";
import { Brush } from "./Brush";
import { usePage } from "./context";
import { Lanes } from "./Lanes";
import { marksOf, paintMarks } from "./marks";
import { colour, several, useScheme, useWidth } from "./theme";

export const layerColour = (layer: Layer): string => (typeof layer.colour === "number" ? several[layer.colour % several.length] : colour(layer.colour));

/** Where the plot's inside lies, in pixels. */
export interface Inside {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Memory over time; what is brushed here, everything below follows. */
export function Timeline() {
  const { overview, store, state } = usePage();
  const scheme = useScheme();
  const box = useRef<HTMLDivElement>(null);
  const target = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const width = useWidth(box);
  const [inside, setInside] = useState<Inside | null>(null);
  const [hover, setHover] = useState<number | null>(null);
  const narrow = width < 560;
  const [from, to] = state.zoom ?? [0, Math.max(overview.duration, 1e-6)];
  const picture = useMemo(
    () => pictureOf(overview, state.curves, state.arenas, state.process, from, to, Math.max(20, Math.min(2000, Math.floor(width - 80)))),
    [overview, state.curves, state.arenas, state.process, from, to, width],
  );
  const marks = useMemo(() => (state.curves === "sum" ? marksOf(overview, state.process) : []), [overview, state.process, state.curves]);
  const height = overview.view === "timeline" ? Math.max(260, Math.min(520, innerHeight - 330)) : narrow ? 190 : 230;

  useLayoutEffect(() => {
    if (!target.current || width === 0) return undefined;
    const layers = picture.layers;
    // uPlot draws in order: what is highest in a stack goes first, so that each lies before the one that it lifts.
    const order = state.curves === "stacked" && overview.processes.length > 1 ? [...layers].reverse() : layers;
    const options: uPlot.Options = {
      width, height, legend: { show: false }, padding: [10, narrow ? 10 : 16, 0, 0],
      cursor: { drag: { x: false, y: false }, y: false, points: { size: 7 } },
      scales: { x: { time: false, range: () => [from, to] }, y: { range: (_, __, max) => [0, Math.max(max, overview.limit && overview.limit < max * 4 ? overview.limit : 0, 1) * 1.06] } },
      axes: axes(narrow),
      series: [{}, ...order.map((layer): uPlot.Series => ({
        label: layer.name, stroke: layerColour(layer), width: 1.5, points: { show: false },
        ...(layer.filled ? { fill: layerColour(layer) + (state.curves === "stacked" ? "" : "38") } : {}),
        ...(layer.dashed ? { dash: [5, 4] } : {}),
      }))],
      // Between resident memory and the live heap lies what neither the program's blocks nor their owners have: the slack.
      bands: slackBand(order),
      hooks: {
        draw: [(u) => paintMarks(u, marks, overview.phases.filter((phase) => phase.mark).map((phase) => phase.start), overview.limit)],
        setCursor: [(u) => setHover(u.cursor.left !== undefined && u.cursor.left >= 0 ? u.posToVal(u.cursor.left, "x") : null)],
        ready: [(u) => setInside(insideOf(u))],
      },
    };
    // A gap is null to uPlot; one NaN would be its highest value.
    const data = [picture.times, ...order.map((layer) => Array.from(layer.seen, (v) => (Number.isNaN(v) ? null : v)))] as uPlot.AlignedData;
    const made = new uPlot(options, data, target.current);
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [picture, height, scheme, marks]);

  useEffect(() => {
    if (plot.current) setInside(insideOf(plot.current));
  }, [picture, height]);

  const peaks = [...new Set(marks.map((mark) => mark.text))].join("; ");
  return (
    <section class="timeline" aria-label="Memory over time">
      <div class="tools">
        <h2>Memory over time</h2>
        <Legend layers={picture.layers} hover={hover} />
        <span class="spring" />
        {overview.processes.length > 1 && (
          <label class="field">
            processes
            <select value={state.curves} onChange={(e) => store.set({ curves: e.currentTarget.value as Curves })}>
              <option value="sum">together</option>
              <option value="stacked">stacked</option>
              <option value="each">one by one</option>
            </select>
          </label>
        )}
        {!overview.arenas.isEmpty && state.curves === "sum" && (
          <label class="check"><input type="checkbox" checked={state.arenas} onChange={() => store.set({ arenas: !state.arenas })} /> arenas</label>
        )}
      </div>
      <div class="plot" ref={box} style={{ height: `${height}px` }}>
        <div ref={target} role="img" aria-label={`Memory from ${instant(from, to - from)} to ${instant(to, to - from)}. ${peaks}${overview.limit > 0 ? `; its control group may have ${bytes(overview.limit)}` : ""}`} />
        {inside && <Brush inside={inside} from={from} to={to} />}
        {picture.layers.length === 0 && <p class="empty">No memory was recorded.</p>}
      </div>
      {inside && <Lanes inside={inside} from={from} to={to} scheme={scheme} />}
      <Selected from={from} to={to} />
    </section>
  );
}

function slackBand(layers: Layer[]): uPlot.Band[] {
  const at = (key: string): number => layers.findIndex((layer) => layer.key === key) + 1;
  const [resident, heap] = [at("resident"), at("heap")];
  return resident > 0 && heap > 0 ? [{ series: [resident, heap], fill: `${colour("resident")}16` }] : [];
}

function insideOf(u: uPlot): Inside {
  const scale = devicePixelRatio || 1;
  return { left: u.bbox.left / scale, top: u.bbox.top / scale, width: u.bbox.width / scale, height: u.bbox.height / scale };
}

function Legend({ layers, hover }: { layers: Layer[]; hover: number | null }) {
  const at = (layer: Layer): number => (hover === null ? NaN : (layer.curve?.at(hover) ?? NaN));
  const resident = layers.find((layer) => layer.key === "resident");
  const heap = layers.find((layer) => layer.key === "heap");
  const slack = resident && heap ? at(resident) - at(heap) : NaN;
  return (
    <ul class="legend">
      {layers.map((layer) => {
        const peak = layer.curve?.highest();
        const value = hover === null ? peak?.value : at(layer);
        return (
          <li key={layer.key}>
            <span class={`swatch ${layer.dashed ? "dashed" : ""}`} style={{ "--swatch": layerColour(layer) }} />
            {layer.name}{" "}
            <span class="quiet amount" title={value !== undefined && !Number.isNaN(value) ? exactBytes(value) : ""}>
              {value === undefined || Number.isNaN(value) ? "–" : hover === null ? `peak ${bytes(value)}` : bytes(value)}
            </span>
          </li>
        );
      })}
      {resident && heap && (
        <li title="Resident memory that is not live heap: code, libraries, and space that allocators keep">
          <span class="swatch wide" style={{ "--swatch": `${layerColour(resident)}38` }} />
          Slack <span class="quiet amount" title={Number.isNaN(slack) ? "" : exactBytes(slack)}>{Number.isNaN(slack) ? "between them" : bytes(slack)}</span>
        </li>
      )}
      {/* Its room is kept, and that of the figures: a legend that grows would move the plot away from below the pointer. */}
      <li class="quiet at" style={{ visibility: hover === null ? "hidden" : "visible" }}>at {duration(Math.max(hover ?? 0, 0))}</li>
    </ul>
  );
}

function Selected({ from, to }: { from: number; to: number }) {
  const { overview, store, state } = usePage();
  const { window, zoom } = state;
  const span = to - from;
  return (
    <p class="selected">
      {window
        ? <span aria-live="polite">Selected <strong>{instant(window[0], span)} – {instant(window[1], span)}</strong> ({duration(window[1] - window[0])})</span>
        : <span class="quiet">The whole run, {duration(overview.duration)}. Drag over the timeline to select a part.</span>}
      {window && <button type="button" onClick={() => store.set({ window: null })}>Clear</button>}
      {window && <button type="button" onClick={() => store.set({ zoom: window })}>Zoom in</button>}
      {zoom && <button type="button" onClick={() => store.set({ zoom: null })}>Show the whole run</button>}
    </p>
  );
}
