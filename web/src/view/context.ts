import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Model } from "../data/model";
import type { Overview } from "../data/overview";
import type { State, Store } from "../state";

/** What every view can reach. The model is null until the second block is unpacked. */
export interface Page {
  overview: Overview;
  model: Model | null;
  store: Store;
  state: State;
}

export const PageContext = createContext<Page>(null as unknown as Page);

export const usePage = (): Page => useContext(PageContext);

/** The same, for views that are only there once the model is. */
export function useModel(): Page & { model: Model } {
  const page = usePage();
  if (!page.model) throw new Error("the capture is not unpacked yet");
  return page as Page & { model: Model };
}
