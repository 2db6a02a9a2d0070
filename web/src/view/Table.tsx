import { useMemo, useRef, useState } from "preact/hooks";
import { shortPlace, threadName } from "../data/frames";
import type { Rows, SortColumn, Unit } from "../data/rows";
import type { Filter } from "../data/rows";
import { share } from "../text";
import { Blocks, Bytes, PlusMinus } from "./Amount";
import { useModel } from "./context";
import { csvOf } from "./csv";

const rowHeight = 26;
/** Rows sorted beyond those in sight, so that a little scrolling asks for nothing. */
const ahead = 400;

const columns: { column: SortColumn; name: string; number: boolean }[] = [
  { column: "bytes", name: "Bytes", number: true },
  { column: "blocks", name: "Blocks", number: true },
  { column: "size", name: "Average", number: true },
  { column: "function", name: "Function", number: false },
  { column: "file", name: "File and line", number: false },
  { column: "thread", name: "Thread", number: false },
  { column: "allocator", name: "Allocator", number: false },
];

/** Every place that asked for memory as a row. */
export function Table({ shown }: { shown: boolean }) {
  const { overview, model, store, state } = useModel();
  const [copied, setCopied] = useState("");
  const filter = (change: Partial<Filter>): void => store.set({ filter: { ...state.filter, ...change } });
  if (!shown) return null;
  const rows = model.rows(state);
  const passing = rows.passing(state.filter);
  const allocators = usedAllocators(model.detail.siteAllocator);
  const copy = async (): Promise<void> => {
    rows.sort(passing, state.sort, state.descending, passing.length);
    const text = csvOf(rows, passing, model.detail);
    try {
      await navigator.clipboard.writeText(text);
      setCopied(`${passing.length.toLocaleString("en-US")} rows copied`);
    } catch {
      setCopied("The browser does not allow copying");
    }
  };
  return (
    <div class="table-view">
      <div class="tools">
        <label class="field">
          a row for each
          <select value={state.unit} onChange={(e) => store.set({ unit: e.currentTarget.value as Unit })}>
            <option value="line">line</option>
            <option value="function">function</option>
            <option value="stack">call stack</option>
          </select>
        </label>
        <input type="search" placeholder="Function or module" aria-label="Only functions or modules with this in their names" value={state.filter.text}
          onInput={(e) => filter({ text: e.currentTarget.value })} />
        <label class="field">
          thread
          <select value={String(state.filter.thread)} onChange={(e) => filter({ thread: Number(e.currentTarget.value) })}>
            <option value="-1">any</option>
            {overview.threads.map((_, i) => <option key={i} value={String(i)}>{threadName(overview, i)}</option>)}
          </select>
        </label>
        <label class="field">
          allocator
          <select value={String(state.filter.allocator)} onChange={(e) => filter({ allocator: Number(e.currentTarget.value) })}>
            <option value="-1">any</option>
            {allocators.map((kind) => <option key={kind} value={String(kind)}>{model.detail.allocators[kind]}</option>)}
          </select>
        </label>
        <label class="field">
          at least
          <select value={String(state.filter.least)} onChange={(e) => filter({ least: Number(e.currentTarget.value) })}>
            <option value="0">anything</option>
            <option value="1024">1 KiB</option>
            <option value="65536">64 KiB</option>
            <option value="1048576">1 MiB</option>
            <option value="16777216">16 MiB</option>
          </select>
        </label>
        <button type="button" onClick={() => void copy()}>Copy as CSV</button>
        <output aria-live="polite">{copied}</output>
      </div>
      <Grid rows={rows} passing={passing} />
    </div>
  );
}

function Grid({ rows, passing }: { rows: Rows; passing: Int32Array }) {
  const { model, store, state } = useModel();
  const scroll = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [active, setActive] = useState(0);
  const { totalBytes, totalBlocks } = model.measured(state);
  const height = scroll.current?.clientHeight ?? 600;
  const first = Math.max(0, Math.floor(top / rowHeight) - 8);
  const last = Math.min(passing.length, Math.ceil((top + height) / rowHeight) + 8);
  useMemo(() => rows.sort(passing, state.sort, state.descending, Math.min(passing.length, last + ahead)),
    [passing, state.sort, state.descending, Math.floor(last / ahead)]);
  const most = state.mode === "temporary" ? totalBlocks : totalBytes;
  const open = (row: number): void => {
    const file = rows.fileOf(row);
    if (file >= 0) store.set({ tab: "source", file, line: rows.lineOf(row) });
  };
  const sortBy = (column: SortColumn, number: boolean): void =>
    store.set(state.sort === column ? { descending: !state.descending } : { sort: column, descending: number });
  const pressed = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -Infinity, End: Infinity }[event.key];
    if (event.target !== scroll.current) return;
    if (event.key === "Enter" && passing.length > active) open(passing[active]);
    else if (step !== undefined) {
      const next = Math.max(0, Math.min(passing.length - 1, active + step));
      setActive(next);
      const element = scroll.current!;
      if (next * rowHeight < element.scrollTop) element.scrollTop = next * rowHeight;
      else if ((next + 2) * rowHeight > element.scrollTop + element.clientHeight) element.scrollTop = (next + 2) * rowHeight - element.clientHeight;
    } else return;
    event.preventDefault();
  };
  const shown = [];
  for (let i = first; i < last; i++) {
    shown.push(<Row key={passing[i]} rows={rows} row={passing[i]} index={i} most={most} active={i === active} open={open} />);
  }
  return (
    <>
      <p class="quiet" role="status">{`${passing.length.toLocaleString("en-US")} of ${rows.count.toLocaleString("en-US")} rows`}</p>
      <div class="grid-scroll" ref={scroll} tabIndex={0} onScroll={(e) => setTop(e.currentTarget.scrollTop)} onKeyDown={pressed}
        role="grid" aria-label="Places that asked for memory" aria-rowcount={passing.length + 1} aria-activedescendant={passing.length > 0 ? `row-${active}` : undefined}>
        <div class="grid-head" role="row">
          {columns.map(({ column, name, number }) => (
            <div key={column} role="columnheader" class={`${column} ${number ? "number" : ""}`} aria-sort={state.sort === column ? (state.descending ? "descending" : "ascending") : "none"}>
              <button type="button" onClick={() => sortBy(column, number)}>{name}{state.sort === column ? (state.descending ? " ▾" : " ▴") : ""}</button>
            </div>
          ))}
        </div>
        <div class="grid-body" style={{ height: `${passing.length * rowHeight}px` }} role="rowgroup">{shown}</div>
        {passing.length === 0 && <p class="empty">No row passes.</p>}
      </div>
    </>
  );
}

function Row({ rows, row, index, most, active, open }: { rows: Rows; row: number; index: number; most: number; active: boolean; open: (row: number) => void }) {
  const { model, state } = useModel();
  const { bytes, blocks } = rows;
  const temporary = state.mode === "temporary";
  const amount = temporary ? blocks[row] : bytes[row];
  const stack = rows.unit === "stack" ? stackOf(model.detail, rows.site[row]) : "";
  return (
    <div class={active ? "grid-row active" : "grid-row"} id={`row-${index}`} role="row" aria-rowindex={index + 2} style={{ top: `${index * rowHeight}px` }} onClick={() => open(row)} title={stack}>
      <div role="gridcell" class="bytes number"><span class="bar" style={{ width: `${most > 0 ? (100 * amount) / most : 0}%` }} />{temporary ? "" : <Bytes amount={bytes[row]} />}<PlusMinus error={temporary ? 0 : rows.uncertain.error(row)} by="bytes" /> <span class="part">{share(amount, most)}</span></div>
      <div role="gridcell" class="blocks number"><Blocks amount={blocks[row]} /></div>
      <div role="gridcell" class="size number">{!temporary && blocks[row] > 0 && <Bytes amount={bytes[row] / blocks[row]} />}</div>
      <div role="gridcell" class="function">{rows.functionOf(row)}</div>
      <div role="gridcell" class="file">{rows.placeOf(row)}</div>
      <div role="gridcell" class="thread">{rows.threadOf(row)}</div>
      <div role="gridcell" class="allocator">{rows.allocatorOf(row)}</div>
    </div>
  );
}

function stackOf(detail: ReturnType<typeof useModel>["model"]["detail"], site: number): string {
  const frames: string[] = [];
  for (let node = detail.siteNode[site]; node > 0; node = detail.nodeParent[node]) {
    const fn = detail.nodeFunction[node];
    frames.push(`${detail.functions[fn]}  ${shortPlace(detail.files[detail.functionFile[fn]].shown, detail.nodeLine[node])}`);
  }
  return frames.join("\n");
}

function usedAllocators(allocators: Uint8Array): number[] {
  return [...new Set(allocators)].sort((a, b) => a - b);
}
