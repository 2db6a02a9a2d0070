import type { FlameOptions, FrameId, Split } from "./data/frames";
import { modes, type Mode } from "./data/measure";
import type { Overview } from "./data/overview";
import type { Filter, SortColumn, Unit } from "./data/rows";

export type Tab = "flame" | "source" | "table" | "lines";
export type Curves = "sum" | "stacked" | "each";

/** All that a link shows again. */
export interface State extends FlameOptions {
  /** What is brushed, in seconds; null for the whole run. */
  window: [number, number] | null;
  /** What the timeline shows, in seconds; null for the whole run. */
  zoom: [number, number] | null;
  mode: Mode;
  by: "bytes" | "blocks";
  tab: Tab;
  process: number;
  curves: Curves;
  arenas: boolean;
  /** Grows upward from the root, rather than hanging down from it. */
  upward: boolean;
  path: FrameId[];
  search: string;
  file: number;
  line: number;
  /** Shows the reports of decorated functions rather than whole files; which of them. */
  reports: boolean;
  report: number;
  unit: Unit;
  sort: SortColumn;
  descending: boolean;
  filter: Filter;
}

export function initialState(overview: Overview): State {
  return {
    window: overview.window, zoom: null, mode: overview.ticks.count > 0 ? "peak" : "alive", by: "bytes", tab: "flame", process: -1,
    curves: "sum", arenas: false, inverted: false, hide: true, byLine: true, split: "merge", upward: false, path: [], search: "",
    file: -1, line: 0, reports: false, report: 0, unit: "line", sort: "bytes", descending: true, filter: { text: "", thread: -1, allocator: -1, least: 0 },
  };
}

const round = (seconds: number): string => String(Math.round(seconds * 1e6) / 1e6);
const pair = (window: [number, number] | null): string => (window ? `${round(window[0])},${round(window[1])}` : "");

/** What differs from the initial state, as the part of a link after `#`. */
export function toHash(state: State, initial: State): string {
  const parts: string[] = [];
  const put = (key: string, value: string, usual: string): void => {
    if (value !== usual) parts.push(`${key}=${encodeURIComponent(value).replaceAll("%2C", ",")}`);
  };
  put("window", pair(state.window), pair(initial.window));
  put("zoom", pair(state.zoom), pair(initial.zoom));
  put("show", state.mode, initial.mode);
  put("by", state.by, initial.by);
  put("view", state.tab, initial.tab);
  put("process", String(state.process), String(initial.process));
  put("curves", state.curves, initial.curves);
  put("arenas", String(state.arenas), String(initial.arenas));
  put("inverted", String(state.inverted), String(initial.inverted));
  put("upward", String(state.upward), String(initial.upward));
  put("hide", String(state.hide), String(initial.hide));
  put("bylines", String(state.byLine), String(initial.byLine));
  put("split", state.split, initial.split);
  put("path", state.path.join(","), "");
  put("search", state.search, "");
  put("file", String(state.file), "-1");
  put("line", String(state.line), "0");
  put("reports", String(state.reports), "false");
  put("report", String(state.report), "0");
  put("rows", state.unit, initial.unit);
  put("sort", state.sort, initial.sort);
  put("descending", String(state.descending), String(initial.descending));
  put("filter", state.filter.text, "");
  put("thread", String(state.filter.thread), "-1");
  put("allocator", String(state.filter.allocator), "-1");
  put("least", String(state.filter.least), "0");
  return parts.join("&");
}

/** The state of a link; what it does not say, or says wrongly, is as initially. */
export function fromHash(hash: string, initial: State): State {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  const state: State = { ...initial, filter: { ...initial.filter }, path: [] };
  const times = (key: string, usual: [number, number] | null): [number, number] | null => {
    const text = said.get(key);
    if (text === null) return usual;
    const [from, to] = text.split(",").map(Number);
    return Number.isFinite(from) && Number.isFinite(to) && from < to ? [from, to] : null;
  };
  const one = <T extends string>(key: string, of: readonly T[], usual: T): T => of.find((value) => value === said.get(key)) ?? usual;
  const flag = (key: string, usual: boolean): boolean => (said.has(key) ? said.get(key) === "true" : usual);
  const whole = (key: string, usual: number): number => {
    const value = Number(said.get(key) ?? usual);
    return Number.isInteger(value) ? value : usual;
  };
  state.window = times("window", initial.window);
  state.zoom = times("zoom", initial.zoom);
  state.mode = one("show", modes.map((m) => m.mode), initial.mode);
  state.by = one("by", ["bytes", "blocks"], initial.by);
  state.tab = one<Tab>("view", ["flame", "source", "table", "lines"], initial.tab);
  state.process = whole("process", -1);
  state.curves = one<Curves>("curves", ["sum", "stacked", "each"], initial.curves);
  state.arenas = flag("arenas", initial.arenas);
  state.inverted = flag("inverted", initial.inverted);
  state.upward = flag("upward", initial.upward);
  state.hide = flag("hide", initial.hide);
  state.byLine = flag("bylines", initial.byLine);
  state.split = one<Split>("split", ["merge", "process", "thread"], initial.split);
  state.path = (said.get("path") ?? "").split(",").filter(Boolean).map(Number).filter(Number.isInteger);
  state.search = said.get("search") ?? "";
  state.file = whole("file", -1);
  state.line = whole("line", 0);
  state.reports = flag("reports", false);
  state.report = Math.max(0, whole("report", 0));
  state.unit = one<Unit>("rows", ["stack", "line", "function"], initial.unit);
  state.sort = one<SortColumn>("sort", ["bytes", "blocks", "size", "function", "file", "thread", "allocator"], initial.sort);
  state.descending = flag("descending", initial.descending);
  state.filter = {
    text: said.get("filter") ?? "", thread: whole("thread", -1), allocator: whole("allocator", -1), least: Math.max(0, whole("least", 0)),
  };
  return state;
}

/** Holds the state, tells whoever watches, and keeps the link up to date. */
export class Store {
  readonly initial: State;
  private current: State;
  private readonly watchers = new Set<() => void>();
  private waiting = 0;

  constructor(overview: Overview) {
    this.initial = initialState(overview);
    this.current = fromHash(location.hash, this.initial);
    if (this.current.process >= overview.processes.length) this.current.process = -1;
    addEventListener("hashchange", () => {
      if (location.hash.replace(/^#/, "") === toHash(this.current, this.initial)) return;
      this.current = fromHash(location.hash, this.initial);
      this.tell();
    });
  }

  get state(): State {
    return this.current;
  }

  set(change: Partial<State>): void {
    this.current = { ...this.current, ...change };
    this.tell();
    // A brush moves many times a second; browsers allow some hundred changes of a link in half a minute.
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.writeLink(), 250);
  }

  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  private writeLink(): void {
    const hash = toHash(this.current, this.initial);
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  }

  private tell(): void {
    for (const watcher of this.watchers) watcher();
  }
}
