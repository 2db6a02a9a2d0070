import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { FileKind, type SourceFile } from "../data/detail";
import type { Lines } from "../data/lines";
import { share } from "../text";
import { Amount, PlusMinus } from "./Amount";
import { useModel } from "./context";
import { LineReports } from "./LineReports";

const lineHeight = 20;
/** The most files in the list; the others can be found by name. */
const mostFiles = 120;

/** The program's files, and beside each line what it asked for; or the reports of its decorated functions. */
export function Source({ shown }: { shown: boolean }) {
  const { model, store, state } = useModel();
  if (!shown) return null;
  if (model.detail.lineReports.length === 0) return <Files />;
  return (
    <>
      <div class="tools" role="radiogroup" aria-label="What to show of the source">
        <label class="check"><input type="radio" name="reports" checked={!state.reports} onChange={() => store.set({ reports: false })} /> whole files</label>
        <label class="check"><input type="radio" name="reports" checked={state.reports} onChange={() => store.set({ reports: true })} /> decorated functions, line by line</label>
      </div>
      {state.reports ? <LineReports /> : <Files />}
    </>
  );
}

function Files() {
  const { model, store, state } = useModel();
  const [wanted, setWanted] = useState("");
  const lines = model.lines(state);
  const total = model.total(state);
  const by = model.by(state);
  const order = useMemo(() => filesBySize(lines, model.detail.files.length, (file) => model.detail.files[file].kind === FileKind.Interpreter), [model.figuresOf(state)]);
  const listed = order.filter((file) => model.detail.files[file].shown.toLowerCase().includes(wanted.toLowerCase()));
  const chosen = state.file >= 0 && state.file < model.detail.files.length ? state.file : firstToShow(order, model.detail.files);
  const choose = (file: number): void => store.set({ file, line: 0 });
  const pressed = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!by) return;
    event.preventDefault();
    const next = listed[Math.max(0, Math.min(listed.length - 1, listed.indexOf(chosen) + by))];
    if (next !== undefined) {
      choose(next);
      document.getElementById(`file-${next}`)?.scrollIntoView({ block: "nearest" });
    }
  };
  return (
    <div class="source-view">
      <div class="files">
        <input type="search" placeholder="Find a file" aria-label="Find a file" value={wanted} onInput={(e) => setWanted(e.currentTarget.value)} />
        <ul role="listbox" tabIndex={0} aria-label="Files, those that asked for most first" aria-activedescendant={`file-${chosen}`} onKeyDown={pressed}>
          {listed.slice(0, mostFiles).map((file) => (
            <li key={file} id={`file-${file}`} role="option" aria-selected={file === chosen} onClick={() => choose(file)} title={model.detail.files[file].name}>
              <span class="bar" style={{ width: `${total > 0 ? (100 * lines.ownOfFile[file]) / total : 0}%` }} />
              <span class="place">{model.detail.files[file].shown}</span>
              <span class="amount"><Amount amount={lines.ownOfFile[file]} by={by} /></span>
              <span class="part">{share(lines.ownOfFile[file], total)}</span>
            </li>
          ))}
        </ul>
        {listed.length > mostFiles && <p class="quiet">{listed.length - mostFiles} more with less: find them by name.</p>}
      </div>
      {chosen >= 0 ? <Code file={chosen} lines={lines} /> : <p class="empty">No file asked for memory here.</p>}
    </div>
  );
}

// What is inside the interpreter is seldom what one looks for: it comes last.
function filesBySize(lines: Lines, count: number, inside: (file: number) => boolean): number[] {
  const through = new Float64Array(count);
  lines.through.forEach((amount, place) => {
    if (lines.file[place] >= 0 && amount > through[lines.file[place]]) through[lines.file[place]] = amount;
  });
  const some: number[] = [];
  for (let file = 0; file < count; file++) if (through[file] > 0) some.push(file);
  return some.sort((a, b) => Number(inside(a)) - Number(inside(b)) || lines.ownOfFile[b] - lines.ownOfFile[a] || through[b] - through[a] || a - b);
}

/** The file to begin with: the program's own that asked for most, else any that has a text. */
function firstToShow(order: number[], files: SourceFile[]): number {
  const withText = order.filter((file) => files[file].lines !== null);
  return withText.find((file) => files[file].kind === FileKind.Own) ?? withText[0] ?? order[0] ?? -1;
}

function Code({ file, lines }: { file: number; lines: Lines }) {
  const { model, store, state } = useModel();
  const scroll = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const total = model.total(state);
  const by = model.by(state);
  const text = model.detail.files[file].lines;
  const places = useMemo(() => byLine(lines, file), [file]);
  // Without the text only the lines that have figures are known.
  const numbers = useMemo(() => (text ? null : [...places.keys()].filter((line) => line > 0)), [text, places]);
  const count = text ? text.length : numbers!.length;
  let most = 1;
  for (const place of places.values()) most = Math.max(most, lines.own[place]);
  const rowOf = (line: number): number => (numbers ? numbers.indexOf(line) : line - 1);
  useLayoutEffect(() => {
    const element = scroll.current;
    if (!element) return;
    const target = state.line > 0 ? state.line : hottestLine(places, lines);
    element.scrollTop = Math.max(0, rowOf(target) * lineHeight - element.clientHeight / 3);
    setTop(element.scrollTop);
  }, [file, state.line]);
  useEffect(() => {
    if (state.line > 0) scroll.current?.focus({ preventScroll: true });
  }, [file, state.line]);

  const height = scroll.current?.clientHeight ?? 600;
  const first = Math.max(0, Math.floor(top / lineHeight) - 10);
  const last = Math.min(count, Math.ceil((top + height) / lineHeight) + 10);
  const rows = [];
  for (let row = first; row < last; row++) {
    const line = numbers ? numbers[row] : row + 1;
    const place = places.get(line);
    const own = place === undefined ? 0 : lines.own[place];
    const error = place === undefined ? 0 : lines.ownUncertain.error(place);
    const through = place === undefined ? 0 : lines.through[place];
    rows.push(
      <tr key={row} class={line === state.line ? "target" : ""} style={{ top: `${row * lineHeight}px`, "--heat": String(own > 0 ? 0.08 + 0.5 * Math.sqrt(own / most) : 0) }}
        id={`line-${line}`} aria-rowindex={row + 2} onClick={() => store.set({ file, line })}>
        <td class="own">{own > 0 && <Amount amount={own} by={by} />}</td>
        <td class="part">{own > 0 && (error > 0 ? <PlusMinus error={error} by={by} /> : share(own, total))}</td>
        <td class="through">{through > own && <Amount amount={through} by={by} />}</td>
        <td class="number">{line}</td>
        <td class="code">{text ? text[row] : place === undefined ? "" : model.detail.functions[lines.fn[place]]}</td>
      </tr>,
    );
  }
  return (
    <div class="code-view">
      <h2 title={model.detail.files[file].name}>{model.detail.files[file].shown}{!text && <span class="quiet"> (the page does not have its text)</span>}</h2>
      <div class="code-scroll" ref={scroll} tabIndex={0} role="region" aria-label={`Source of ${model.detail.files[file].shown}`} onScroll={(e) => setTop(e.currentTarget.scrollTop)}>
        <table aria-rowcount={count + 1}>
          <thead>
            <tr>
              <th class="own" title="What the line asked for itself">own</th>
              <th class="part">{model.detail.siteWeight ? "± error" : "share"}</th>
              <th class="through" title="What was asked for while the line ran: by itself and by what it called">with calls</th>
              <th class="number">line</th>
              <th class="code" />
            </tr>
          </thead>
          <tbody style={{ height: `${count * lineHeight}px` }}>{rows}</tbody>
        </table>
      </div>
    </div>
  );
}

function byLine(lines: Lines, file: number): Map<number, number> {
  const places = new Map<number, number>();
  for (const place of lines.ofFile[file]) places.set(lines.line[place], place);
  return places;
}

function hottestLine(places: Map<number, number>, lines: Lines): number {
  let hottest = 1;
  let most = -1;
  for (const [line, place] of places) {
    const amount = lines.own[place] > 0 ? lines.own[place] + 1e15 : lines.through[place];
    if (amount > most) [hottest, most] = [line, amount];
  }
  return hottest;
}
