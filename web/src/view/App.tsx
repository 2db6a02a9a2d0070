import { useEffect, useState } from "preact/hooks";
import type { Model } from "../data/model";
import type { Overview } from "../data/overview";
import type { Store, Tab } from "../state";
import { PageContext } from "./context";
import { Controls } from "./Controls";
import { Flame } from "./Flame";
import { Header, Notes } from "./Header";
import { Help } from "./Help";
import { Printed } from "./Printed";
import { usePrinting } from "./printing";
import { Source } from "./Source";
import { Table } from "./Table";
import { Timeline } from "./Timeline";

const tabs: { tab: Tab; name: string }[] = [
  { tab: "flame", name: "Flame graph" },
  { tab: "source", name: "Source" },
  { tab: "table", name: "Table" },
];

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement && target.type !== "radio" && target.type !== "checkbox" || target instanceof HTMLSelectElement;

/** The whole page. */
export function App({ overview, model, store }: { overview: Overview; model: Model | null; store: Store }) {
  const [, redraw] = useState(0);
  const [help, setHelp] = useState(false);
  const printing = usePrinting();
  const { state } = store;
  const hasHeap = overview.ticks.count > 0;
  useEffect(() => store.watch(() => redraw((n) => n + 1)), [store]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      const tab = tabs[Number(event.key) - 1];
      if (event.key === "?") setHelp((shown) => !shown);
      else if (event.key === "/") {
        event.preventDefault();
        document.querySelector<HTMLInputElement>("input[type=search]")?.focus();
      } else if (tab && hasHeap) {
        store.set({ tab: tab.tab });
        document.getElementById(`tab-${tab.tab}`)?.focus();
      } else if (event.key === "z" && store.state.window) store.set({ zoom: store.state.window });
      else if (event.key === "0") store.set({ zoom: null });
      else if (event.key === "c") store.set({ window: null });
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [store, hasHeap]);

  return (
    <PageContext.Provider value={{ overview, model, store, state }}>
      <div class={`page ${overview.view}`}>
        <Header />
        <Notes />
        <Timeline />
        {model && hasHeap && (
          <main>
            <Controls />
            <Tabs tab={state.tab} choose={(tab) => store.set({ tab })} />
            <section id="panel-flame" role="tabpanel" aria-labelledby="tab-flame" class={state.tab === "flame" ? "panel" : "panel away"}>
              <Flame shown={state.tab === "flame" || printing} />
            </section>
            <section id="panel-source" role="tabpanel" aria-labelledby="tab-source" class={state.tab === "source" ? "panel" : "panel away"}>
              <Source shown={state.tab === "source"} />
            </section>
            <section id="panel-table" role="tabpanel" aria-labelledby="tab-table" class={state.tab === "table" ? "panel" : "panel away"}>
              <Table shown={state.tab === "table"} />
            </section>
            {printing && <Printed />}
          </main>
        )}
        {!model && hasHeap && <p class="loading" role="status">Unpacking the call stacks…</p>}
        <footer class="quiet">
          Heapline {overview.heapline}
          <button type="button" class="link" onClick={() => setHelp(true)}>Keys and meanings (?)</button>
        </footer>
        {help && <Help close={() => setHelp(false)} />}
      </div>
    </PageContext.Provider>
  );
}

function Tabs({ tab, choose }: { tab: Tab; choose: (tab: Tab) => void }) {
  const step = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!by) return;
    const next = tabs[(tabs.findIndex((t) => t.tab === tab) + by + tabs.length) % tabs.length];
    choose(next.tab);
    document.getElementById(`tab-${next.tab}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Views" onKeyDown={step}>
      {tabs.map((t) => (
        <button
          key={t.tab} id={`tab-${t.tab}`} type="button" role="tab" aria-selected={t.tab === tab} aria-controls={`panel-${t.tab}`}
          tabIndex={t.tab === tab ? 0 : -1} onClick={() => choose(t.tab)}
        >
          {t.name}
        </button>
      ))}
    </div>
  );
}
