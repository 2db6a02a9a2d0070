import { FileKind } from "../data/detail";
import { share } from "../text";
import { amountText, exactText } from "./Amount";
import { useModel } from "./context";

const mostFiles = 4;
const mostLines = 12;
const mostRows = 20;

/** What paper shows in place of lists that scroll: the hottest lines of the hottest files, and the first rows of the table. */
export function Printed() {
  const { model, state } = useModel();
  const lines = model.lines(state);
  const by = model.by(state);
  const total = model.total(state);
  const { files, functions } = model.detail;
  const hottest = files.map((_, file) => file)
    .filter((file) => lines.ownOfFile[file] > 0 && files[file].kind !== FileKind.Interpreter)
    .sort((a, b) => lines.ownOfFile[b] - lines.ownOfFile[a])
    .slice(0, mostFiles);
  const rows = model.rows(state);
  const passing = rows.passing(state.filter);
  rows.sort(passing, state.sort, state.descending, mostRows);
  return (
    <>
      <h2 class="printed">Source</h2>
      {hottest.map((file) => {
        const hot = lines.ofFile[file].filter((place) => lines.own[place] > 0).sort((a, b) => lines.own[b] - lines.own[a]).slice(0, mostLines);
        return (
          <table key={file} class="printed printed-source">
            <caption>{files[file].shown}: {amountText(lines.ownOfFile[file], by)}, {share(lines.ownOfFile[file], total)}</caption>
            <tbody>
              {hot.sort((a, b) => lines.line[a] - lines.line[b]).map((place) => (
                <tr key={place}>
                  <td class="number">{amountText(lines.own[place], by)}</td>
                  <td class="number">{share(lines.own[place], total)}</td>
                  <td class="number">{lines.line[place]}</td>
                  <td class="code">{files[file].lines?.[lines.line[place] - 1] ?? functions[lines.fn[place]]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        );
      })}
      <h2 class="printed">Table</h2>
      <table class="printed printed-table">
        <thead>
          <tr><th>{by}</th><th>share</th><th>function</th><th>file and line</th><th>thread</th><th>allocator</th></tr>
        </thead>
        <tbody>
          {[...passing.subarray(0, mostRows)].map((row) => {
            const amount = by === "bytes" ? rows.bytes[row] : rows.blocks[row];
            return (
              <tr key={row}>
                <td class="number" title={exactText(amount, by)}>{amountText(amount, by)}</td>
                <td class="number">{share(amount, total)}</td>
                <td>{rows.functionOf(row)}</td>
                <td>{rows.placeOf(row)}</td>
                <td>{rows.threadOf(row)}</td>
                <td>{rows.allocatorOf(row)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {passing.length > mostRows && <p class="printed quiet">{`The first ${mostRows} of ${passing.length.toLocaleString("en-US")} rows.`}</p>}
    </>
  );
}
