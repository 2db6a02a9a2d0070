import type { LineReport, LineReportRow } from "../data/detail";
import { processName } from "../data/frames";
import { bytes, exactBytes, exactly } from "../text";
import { useModel } from "./context";

/** The reports of decorated functions, in the columns of memory_profiler: resident memory at each line, of the whole run. */
export function LineReports() {
  const { model, overview, store, state } = useModel();
  const all = model.detail.lineReports;
  const listed = all.map((_, i) => i).filter((i) => state.process < 0 || all[i].process === state.process);
  const chosen = listed.includes(state.report) ? state.report : (listed[0] ?? -1);
  const several = new Set(all.map((report) => report.process)).size > 1;
  const pressed = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!by) return;
    event.preventDefault();
    const next = listed[Math.max(0, Math.min(listed.length - 1, listed.indexOf(chosen) + by))];
    if (next === undefined) return;
    store.set({ report: next });
    document.getElementById(`report-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  if (chosen < 0) return <p class="empty">No decorated function ran in this process.</p>;
  return (
    <div class="source-view">
      <div class="files">
        <ul role="listbox" tabIndex={0} aria-label="Decorated functions" aria-activedescendant={`report-${chosen}`} onKeyDown={pressed}>
          {listed.map((i) => (
            <li key={i} id={`report-${i}`} role="option" aria-selected={i === chosen} class="report" onClick={() => store.set({ report: i })} title={all[i].file}>
              <span>{all[i].name}</span>
              <span class="quiet">{several ? processName(overview, all[i].process) : all[i].shown}</span>
            </li>
          ))}
        </ul>
      </div>
      <Report report={all[chosen]} process={several ? processName(overview, all[chosen].process) : ""} />
    </div>
  );
}

function Report({ report, process }: { report: LineReport; process: string }) {
  // The first row has all the memory there was before: it is no heat of that line.
  const grown = (row: LineReportRow, i: number): number => (i === 0 ? 0 : Math.max(0, row.figures?.increment ?? 0));
  const most = Math.max(1, ...report.rows.map(grown));
  return (
    <div class="code-view">
      <h2 title={report.file}>{report.name}<span class="quiet">{report.shown}{process && `, ${process}`}</span></h2>
      <p class="quiet">Resident memory of the process, measured while the function ran, all calls of the run together: a selection on the timeline does not change it.</p>
      <div class="code-scroll line-report" tabIndex={0} role="region" aria-label={`Lines of ${report.name}`}>
        <table>
          <thead>
            <tr>
              <th title="The most resident memory when the line had run">mem usage</th>
              <th title="What resident memory grew by while the line ran, all its runs together; the first row has what was there before">increment</th>
              <th title="How often the line ran">occurrences</th>
              <th class="number">line</th>
              <th class="code" />
            </tr>
          </thead>
          <tbody>
            {report.rows.map((row, i) => (
              <tr key={row.line} style={{ "--heat": String(grown(row, i) > 0 ? 0.08 + 0.5 * Math.sqrt(grown(row, i) / most) : 0) }}>
                <td title={row.figures ? exactBytes(row.figures.highest) : ""}>{row.figures && bytes(row.figures.highest)}</td>
                <td title={row.figures ? exactBytes(row.figures.increment) : ""}>{row.figures && bytes(row.figures.increment)}</td>
                <td>{row.figures && exactly(row.figures.occurrences)}</td>
                <td class="number">{row.line}</td>
                <td class="code">{row.text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
