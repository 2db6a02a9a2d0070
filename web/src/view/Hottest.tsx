import { FileKind } from "../data/detail";
import { share } from "../text";
import { shortPlace } from "../data/frames";
import { Amount, PlusMinus } from "./Amount";
import { useModel } from "./context";

/** The lines that asked for most, beside the flame graph. */
export function Hottest() {
  const { model, store, state } = useModel();
  const lines = model.lines(state);
  const total = model.total(state);
  const by = model.by(state);
  const hottest = lines.hottest(12, (file) => state.hide && (file < 0 || model.detail.files[file].kind === FileKind.Interpreter));
  const most = hottest.length > 0 ? lines.own[hottest[0]] : 0;
  return (
    <aside class="hottest" aria-label="Lines that asked for most">
      <h2>Hottest lines</h2>
      <ol>
        {hottest.map((place) => {
          const file = model.detail.files[lines.file[place]];
          const fn = lines.fn[place] >= 0 ? model.detail.functions[lines.fn[place]] : "";
          return (
            <li key={place}>
              <button
                type="button" disabled={!file} title={file ? `${file.shown}:${lines.line[place]} in ${fn}` : ""}
                onClick={() => store.set({ tab: "source", file: lines.file[place], line: lines.line[place] })}
              >
                <span class="bar" style={{ width: `${most > 0 ? (100 * lines.own[place]) / most : 0}%` }} />
                <span class="place">{file ? shortPlace(file.shown, lines.line[place]) : "no Python code"}</span>
                <span class="fn">{fn}</span>
                <span class="amount"><Amount amount={lines.own[place]} by={by} /><PlusMinus error={lines.ownUncertain.error(place)} by={by} /></span>
                <span class="part">{share(lines.own[place], total)}</span>
              </button>
            </li>
          );
        })}
      </ol>
      {hottest.length === 0 && <p class="quiet">None.</p>}
    </aside>
  );
}
