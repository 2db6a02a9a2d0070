import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "./style.css";
import { Block } from "./data/block";
import { readDetail } from "./data/detail";
import { Model } from "./data/model";
import { readOverview } from "./data/overview";
import { Store } from "./state";
import { App } from "./view/App";
import { watchPrinting } from "./view/printing";

const root = document.getElementById("app")!;

function textOf(id: string): string {
  const element = document.getElementById(id);
  if (!element?.textContent) throw new Error(`this page is not whole: it has no ${id}`);
  const text = element.textContent;
  element.remove();
  return text;
}

const loaded = new Promise<void>((resolve) => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => resolve());
  else resolve();
});

/** The next time that the browser has put something on the screen. */
const painted = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

async function start(): Promise<void> {
  const overview = readOverview(await Block.unpack(textOf("overview")));
  const store = new Store(overview);
  watchPrinting();
  const show = (model: Model | null): void => render(<App overview={overview} model={model} store={store} />, root);
  root.textContent = "";
  show(null);
  performance.mark("timeline");
  await loaded;
  await painted();
  const model = new Model(overview, readDetail(await Block.unpack(textOf("detail"))));
  show(model);
  performance.mark("whole");
  document.documentElement.dataset.ready = "true";
}

start().catch((error: unknown) => {
  root.textContent = `This page cannot be shown: ${error instanceof Error ? error.message : String(error)}`;
});
