import { options } from "preact";
import { useEffect, useState } from "preact/hooks";

const changed = "heapline-print";
let printing = false;
const usually = options.debounceRendering;

// What is to be on the paper must be drawn before these handlers return: so all is rendered at once, not a moment later.
function turn(on: boolean): void {
  if (on === printing) return;
  printing = on;
  document.documentElement.classList.toggle("printing", on);
  options.debounceRendering = (render) => render();
  dispatchEvent(new Event(changed));
  if (usually) options.debounceRendering = usually;
  else delete options.debounceRendering;
}

/** Watches for printing, before anything is drawn. */
export function watchPrinting(): void {
  addEventListener("beforeprint", () => turn(true));
  addEventListener("afterprint", () => turn(false));
  matchMedia("print").addEventListener("change", (query) => turn(query.matches));
}

export function onPrinting(handler: () => void): () => void {
  addEventListener(changed, handler);
  return () => removeEventListener(changed, handler);
}

/** Whether the page is being printed: then every view is on it, one below the other. */
export function usePrinting(): boolean {
  const [on, setOn] = useState(printing);
  useEffect(() => onPrinting(() => setOn(printing)), []);
  return on;
}
