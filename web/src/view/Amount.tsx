import { blocks, bytes, count, exactBytes, exactly } from "../text";

/** Bytes in the unit that suits them; on hover to the last one. */
export function Bytes({ amount }: { amount: number }) {
  return <span class="figure" title={exactBytes(amount)}>{bytes(amount)}</span>;
}

/** The standard error of an estimate; nothing where there is none. */
export function PlusMinus({ error, by }: { error: number; by: "bytes" | "blocks" }) {
  return error > 0 ? <span class="error" title={`standard error: ${exactText(error, by)}`}>{` ± ${shortAmount(error, by)}`}</span> : null;
}

/** A number of blocks; on hover to the last one. */
export function Blocks({ amount }: { amount: number }) {
  return <span class="figure" title={`${exactly(amount)} blocks`}>{blocks(amount)}</span>;
}

/** Bytes or blocks. */
export function Amount({ amount, by }: { amount: number; by: "bytes" | "blocks" }) {
  return by === "bytes" ? <Bytes amount={amount} /> : <Blocks amount={amount} />;
}

export const amountText = (amount: number, by: "bytes" | "blocks"): string => (by === "bytes" ? bytes(amount) : blocks(amount));
export const exactText = (amount: number, by: "bytes" | "blocks"): string => (by === "bytes" ? exactBytes(amount) : `${exactly(amount)} blocks`);
export const shortAmount = (amount: number, by: "bytes" | "blocks"): string => (by === "bytes" ? bytes(amount) : count(amount));
