import { modes } from "../data/measure";
import { processName } from "../data/frames";
import { blocks, bytes, exactBytes, exactly, instant } from "../text";
import { PlusMinus } from "./Amount";
import { useModel } from "./context";

/** The question that everything below answers, and its answer in figures. */
export function Controls() {
  const { overview, model, store, state } = useModel();
  const measured = model.measured(state);
  const by = model.by(state);
  const mode = modes.find((m) => m.mode === state.mode)!;
  return (
    <div class="controls">
      <div class="choices" role="radiogroup" aria-label="Which memory to show">
        {modes.map(({ mode, name, means }) => (
          <label key={mode} title={means} class={state.mode === mode ? "chosen" : ""}>
            <input type="radio" name="mode" value={mode} checked={state.mode === mode} onChange={() => store.set({ mode })} />
            {name}
          </label>
        ))}
      </div>
      <label class="field">
        by
        <select value={by} disabled={state.mode === "temporary"} onChange={(e) => store.set({ by: e.currentTarget.value as "bytes" | "blocks" })}>
          <option value="bytes">bytes</option>
          <option value="blocks">blocks</option>
        </select>
      </label>
      {overview.processes.length > 1 && (
        <label class="field">
          of
          <select value={String(state.process)} onChange={(e) => store.set({ process: Number(e.currentTarget.value), path: [] })}>
            <option value="-1">all processes</option>
            {overview.processes.map((_, i) => <option key={i} value={String(i)}>{processName(overview, i)}</option>)}
          </select>
        </label>
      )}
      <p class="answer" aria-live="polite">
        {state.mode !== "temporary" && <strong title={exactBytes(measured.totalBytes)} data-bytes={measured.totalBytes}>{bytes(measured.totalBytes)}</strong>}
        {state.mode !== "temporary" && <PlusMinus error={model.error(state, "bytes")} by="bytes" />}
        {state.mode !== "temporary" && " in "}
        <span title={`${exactly(measured.totalBlocks)} blocks`} data-blocks={measured.totalBlocks}>{blocks(measured.totalBlocks)}</span>
        <PlusMinus error={model.error(state, "blocks")} by="blocks" />
        {", "}
        {mode.means}
        {state.mode === "peak" && measured.at !== null &&
          ` (${measured.exact ? "" : "end of a tick, "}${instant(measured.at, overview.duration)}${measured.process >= 0 && overview.processes.length > 1 ? `, process ${overview.processes[measured.process].pid}` : ""})`}
      </p>
    </div>
  );
}
