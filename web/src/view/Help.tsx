import { useEffect, useRef } from "preact/hooks";
import { modes } from "../data/measure";

const keys: [string, string][] = [
  ["1 2 3", "flame graph, source, table"],
  ["Tab", "from one part to the next"],
  ["← →", "on a handle of the selection: move it (with Shift ten times as far); in the flame graph: to the box beside"],
  ["↑ ↓", "in the flame graph: to the caller or the called; in lists: up and down"],
  ["Enter", "in the flame graph: zoom into the box; in lists: open its line of source"],
  ["Esc", "in the flame graph: zoom out by one"],
  ["s", "in the flame graph: to the box's line of source"],
  ["z, 0", "timeline: zoom to the selection, back to the whole run"],
  ["c", "clear the selection"],
  ["/", "search"],
];

/** Keys, and what the words mean. */
export function Help({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" aria-label="Keys and meanings" onClose={close} onClick={(e) => e.target === dialog.current && close()}>
      <h2>Keys</h2>
      <dl>{keys.map(([key, does]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div>)}</dl>
      <h2>What is shown</h2>
      <dl>{modes.map(({ name, means }) => <div key={name}><dt>{name}</dt><dd>{means}</dd></div>)}</dl>
      <p class="quiet">
        Drag over the timeline to select a part of the run; a click selects all up to that instant. Without a selection it is the whole run.
        1 MiB = 1,048,576 bytes. The live heap counts bytes as they were asked for; resident memory is what the kernel counts. The difference is code,
        libraries and space that allocators keep.
      </p>
      <button type="button" onClick={close}>Close</button>
    </dialog>
  );
}
