import { duration, exactBytes, bytes, count, exactly } from "../text";
import { usePage } from "./context";
import type { Overview } from "../data/overview";

const signals: Record<number, string> = { 1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM" };

function ending(overview: Overview): string {
  const { end } = overview;
  if (!end) return "recording cut off";
  if (end.signal > 0) return `ended by ${signals[end.signal] ?? `signal ${end.signal}`}`;
  return `exit code ${end.exitCode}`;
}

function facts(overview: Overview): { name: string; value: string; exact: string; beside: string }[] {
  const { totals, peaks } = overview;
  const all = [];
  const peak = peaks.reduce<(typeof peaks)[number] | null>((best, next) => (best && best.bytes >= next.bytes ? best : next), null);
  if (totals.residentPeak > 0) {
    all.push({
      name: "Peak resident", value: bytes(totals.residentPeak), exact: exactBytes(totals.residentPeak), beside: `at ${duration(totals.residentPeakAtNs / 1e9)}`,
    });
  }
  for (const [name, together] of [["Peak proportional", totals.proportionalTogether], ["Peak heap together", totals.heapTogether]] as const) {
    if (together && together.bytes > 0) all.push({ name, value: bytes(together.bytes), exact: exactBytes(together.bytes), beside: `at ${duration(together.atNs / 1e9)}` });
  }
  if (peak) {
    const of = overview.processes.length > 1 ? ` in process ${overview.processes[peak.process].pid}` : "";
    all.push({ name: "Peak heap", value: bytes(peak.bytes), exact: exactBytes(peak.bytes), beside: `at ${duration(peak.time)}${of}` });
  }
  if (totals.allocations > 0) {
    all.push({
      name: "Alive at the end", value: bytes(totals.alive), exact: exactBytes(totals.alive), beside: `${count(totals.aliveBlocks)} blocks`,
    });
    all.push({
      name: "Allocated in all", value: bytes(totals.allocated), exact: `${exactBytes(totals.allocated)} in ${exactly(totals.allocations)} blocks`,
      beside: `${count(totals.allocations)} blocks`,
    });
  }
  return all;
}

/** What was run, how it ended, and its figures. */
export function Header() {
  const { overview } = usePage();
  const started = new Date(overview.startedAt);
  const about = [
    overview.python && `Python ${overview.python}`,
    Number.isNaN(started.getTime()) ? "" : started.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" }),
    duration(overview.duration),
    overview.processes.length > 1 ? `${overview.processes.length} processes` : "",
    ending(overview),
  ].filter(Boolean);
  return (
    <header>
      <div class="what">
        <h1>{overview.title}</h1>
        <p class="quiet">{about.join(" · ")}</p>
      </div>
      <dl class="facts">
        {facts(overview).map((fact) => (
          <div key={fact.name}>
            <dt>{fact.name}</dt>
            <dd title={fact.exact}>{fact.value}</dd>
            <dd class="quiet">{fact.beside}</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}

/** What a reader must know before believing the figures, and what was found. */
export function Notes() {
  const { overview } = usePage();
  return (
    <>
      {overview.notes.length > 0 && (
        <ul class="notes" aria-label="What to know about these figures">
          {overview.notes.map((note) => <li key={note}>{note}</li>)}
        </ul>
      )}
      {overview.findings.length > 0 && (
        <section class="findings" aria-label="Findings">
          <ul>{overview.findings.map((finding) => <li key={finding}>{finding}</li>)}</ul>
        </section>
      )}
    </>
  );
}
