import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { NoCode, type Split } from "../data/frames";
import { layout, pathOf, type Box } from "../data/layout";
import { modes } from "../data/measure";
import { exactly, share } from "../text";
import { amountText, exactText, PlusMinus } from "./Amount";
import { useModel } from "./context";
import { FlamePainter, rowHeight } from "./flamePainter";
import { Hottest } from "./Hottest";
import { useScheme, useWidth } from "./theme";

/** Call stacks as boxes: as wide as what was asked for in them. */
export function Flame({ shown }: { shown: boolean }) {
  const { model, store, state } = useModel();
  const frames = model.frames(state);
  return (
    <div class="flame-view">
      <div class="flame-main">
        <div class="tools">
          <SearchBox />
          <label class="check"><input type="checkbox" checked={state.inverted} onChange={() => store.set({ inverted: !state.inverted, path: [] })} /> inverted</label>
          <label class="check"><input type="checkbox" checked={state.upward} onChange={() => store.set({ upward: !state.upward })} /> upward</label>
          <label class="check"><input type="checkbox" checked={state.byLine} onChange={() => store.set({ byLine: !state.byLine, path: [] })} /> by line</label>
          <label class="check"><input type="checkbox" checked={!state.hide} onChange={() => store.set({ hide: !state.hide, path: [] })} /> interpreter</label>
          <label class="field">
            threads
            <select value={state.split} onChange={(e) => store.set({ split: e.currentTarget.value as Split, path: [] })}>
              <option value="merge">together</option>
              <option value="thread">each thread</option>
              <option value="process">each process</option>
            </select>
          </label>
        </div>
        <nav class="crumbs" aria-label="Zoomed into">
          {state.path.length > 0 && <button type="button" class="link" onClick={() => store.set({ path: [] })}>all</button>}
          {state.path.map((frame, i) => i >= state.path.length - 6 && (
            <span key={i}>
              {i === state.path.length - 6 && i > 0 ? " › … › " : " › "}
              {i === state.path.length - 1
                ? <strong>{frames.name(frame)}</strong>
                : <button type="button" class="link" onClick={() => store.set({ path: state.path.slice(0, i + 1) })}>{frames.name(frame)}</button>}
            </span>
          ))}
        </nav>
        <Graph shown={shown} />
      </div>
      {shown && <Hottest />}
    </div>
  );
}

function SearchBox() {
  const { model, store, state } = useModel();
  const found = model.search(state);
  const by = model.by(state);
  return (
    <div class="search">
      <input
        type="search" placeholder="Search functions and files" aria-label="Search functions and files" value={state.search}
        onInput={(e) => store.set({ search: e.currentTarget.value })}
        onKeyDown={(e) => e.key === "Escape" && store.set({ search: "" })}
      />
      <output aria-live="polite">
        {found && <span title={exactText(found.amount, by)}>{`${exactly(found.frames)} found, ${share(found.amount, model.total(state)) || "0 %"} (${amountText(found.amount, by)})`}</span>}
      </output>
    </div>
  );
}

function Graph({ shown }: { shown: boolean }) {
  const { model, store, state } = useModel();
  const scheme = useScheme();
  const scroll = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(scroll);
  const [hover, setHover] = useState<{ at: number; x: number; y: number } | null>(null);
  const [cursor, setCursor] = useState(-1);
  const frames = model.frames(state);
  const revision = model.boxesOf(state);
  const boxes = useMemo(() => (shown && width > 0 ? layout(model.tree(state), state.path, width) : []), [revision, width, shown]);
  const depth = boxes.length > 0 ? boxes[boxes.length - 1].depth + 1 : 0;
  const painter = useMemo(() => new FlamePainter(), [scheme]);
  const matches = model.search(state)?.matches ?? null;

  useEffect(() => setCursor(-1), [revision, width]);

  const draw = (): void => {
    if (canvas.current && scroll.current && width > 0) {
      painter.paint(canvas.current, {
        boxes, frames, width, height: scroll.current.clientHeight, top: scroll.current.scrollTop, depth, upward: state.upward,
        matches, hover: hover?.at ?? -1, cursor, files: model.detail.files,
      });
    }
  };
  useLayoutEffect(draw);
  useLayoutEffect(() => {
    if (scroll.current && state.upward) scroll.current.scrollTop = scroll.current.scrollHeight;
  }, [state.upward, depth]);

  const boxAt = (event: MouseEvent): number => {
    const around = scroll.current!.getBoundingClientRect();
    const row = Math.floor((event.clientY - around.top + scroll.current!.scrollTop) / rowHeight);
    return find(boxes, state.upward ? depth - 1 - row : row, (event.clientX - around.left) / width);
  };
  const zoom = (at: number): void => {
    if (at >= 0) store.set({ path: pathOf(boxes, at) });
  };
  const toSource = (at: number): void => {
    const place = at >= 0 ? model.sourceOf(state, boxes[at].frame) : null;
    if (place) store.set({ tab: "source", ...place });
  };
  const pressed = (event: KeyboardEvent): void => {
    const moved = step(boxes, cursor, state.upward, event.key);
    if (moved !== null) {
      setCursor(moved);
      reveal(scroll.current!, boxes[moved], depth, state.upward);
    } else if (event.key === "Enter") zoom(cursor);
    else if (event.key === "Escape" || event.key === "Backspace") store.set({ path: state.path.slice(0, -1) });
    else if (event.key === "s") toSource(cursor);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const at = hover?.at ?? cursor;
  const mode = modes.find((m) => m.mode === state.mode)!;
  return (
    <>
      <div
        ref={scroll} class="graph" role="application" tabIndex={0} style={{ "--rows": String(Math.max(depth, 3)) }}
        aria-label={`Flame graph, ${mode.name.toLowerCase()}. Arrow keys go from box to box, Enter zooms in, Escape zooms out, s opens the source.`}
        aria-describedby="flame-box" onScroll={draw} onKeyDown={pressed}
        onPointerMove={(e) => e.pointerType !== "touch" && setHover({ at: boxAt(e), x: e.clientX, y: e.clientY })} onPointerLeave={() => setHover(null)}
        onClick={(e) => {
          const clicked = boxAt(e);
          setCursor(clicked);
          if (e.ctrlKey || e.metaKey) toSource(clicked);
          else zoom(clicked);
        }}
        data-boxes={boxes.length}
      >
        <canvas ref={canvas} aria-hidden="true" />
        <div style={{ height: `${depth * rowHeight}px` }} />
      </div>
      {boxes.length === 0 && shown && <p class="empty">Nothing: {mode.means}.</p>}
      <BoxLine boxes={boxes} at={at} toSource={toSource} />
      {hover && hover.at >= 0 && <Tip boxes={boxes} at={hover.at} x={hover.x} y={hover.y} />}
    </>
  );
}

/** The box under the pointer or the keyboard's cursor, in words. */
function BoxLine({ boxes, at, toSource }: { boxes: Box[]; at: number; toSource: (at: number) => void }) {
  const { model, state } = useModel();
  const frames = model.frames(state);
  const by = model.by(state);
  const box = boxes[at];
  const place = box ? model.sourceOf(state, box.frame) : null;
  return (
    <p id="flame-box" class="box-line" aria-live="polite">
      {box ? (
        <>
          <strong>{at === 0 ? "all" : frames.name(box.frame)}</strong>
          {place && <button type="button" class="link" onClick={() => toSource(at)}>{frames.place(box.frame)}</button>}
          <span title={exactText(box.value, by)}>{amountText(box.value, by)}<PlusMinus error={box.error} by={by} /></span>
          <span>{share(box.value, model.total(state))}</span>
        </>
      ) : <span class="quiet">A click zooms in. Ctrl and a click open the source.</span>}
    </p>
  );
}

function Tip({ boxes, at, x, y }: { boxes: Box[]; at: number; x: number; y: number }) {
  const { model, state } = useModel();
  const frames = model.frames(state);
  const by = model.by(state);
  const box = boxes[at];
  if (!box) return null;
  const parent = boxes[box.parent];
  const file = frames.file(box.frame);
  const left = Math.max(4, Math.min(x + 14, innerWidth - 380));
  return (
    <div class="tip" style={y > innerHeight - 150 ? { left: `${left}px`, bottom: `${innerHeight - y + 12}px` } : { left: `${left}px`, top: `${y + 16}px` }}>
      <strong>{at === 0 ? "all" : frames.name(box.frame)}</strong>
      {file >= 0 && <div class="quiet">{model.detail.files[file].shown}{frames.line(box.frame) > 0 ? `:${frames.line(box.frame)}` : ""}</div>}
      {box.frame === NoCode && at > 0 && <div class="quiet">interpreter, or a thread that runs no Python</div>}
      <div>{amountText(box.value, by)}<PlusMinus error={box.error} by={by} /> <span class="quiet">{exactText(box.value, by)}</span></div>
      <div>{share(box.value, model.total(state))} of all{parent && parent.parent >= 0 ? `, ${share(box.value, parent.value)} of ${frames.name(parent.frame)}` : ""}</div>
    </div>
  );
}

function find(boxes: Box[], depth: number, part: number): number {
  for (let i = 0; i < boxes.length; i++) {
    const box = boxes[i];
    if (box.depth === depth && part >= box.left && part < box.right) return i;
    if (box.depth > depth) break;
  }
  return -1;
}

/** Where an arrow key leads; null for another key. */
function step(boxes: Box[], at: number, upward: boolean, key: string): number | null {
  if (!key.startsWith("Arrow") || boxes.length === 0) return null;
  const box = boxes[at];
  if (!box) return 0;
  const deeper = upward ? "ArrowUp" : "ArrowDown";
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const by = key === "ArrowLeft" ? -1 : 1;
    return boxes[at + by]?.depth === box.depth ? at + by : at;
  }
  if (key !== deeper) return Math.max(box.parent, 0);
  let widest = at;
  for (let i = at + 1; i < boxes.length && boxes[i].depth <= box.depth + 1; i++) {
    if (boxes[i].parent === at && (widest === at || boxes[i].value > boxes[widest].value)) widest = i;
  }
  return widest;
}

function reveal(scroll: HTMLElement, box: Box, depth: number, upward: boolean): void {
  const top = (upward ? depth - 1 - box.depth : box.depth) * rowHeight;
  if (top < scroll.scrollTop) scroll.scrollTop = top;
  else if (top + rowHeight > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = top + rowHeight - scroll.clientHeight;
}
