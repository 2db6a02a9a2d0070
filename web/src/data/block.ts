/** A packed part of the page, unpacked: a JSON object, and the columns that it names (docs/report.md). */
export class Block {
  private readonly columns = new Map<string, Column>();

  private constructor(readonly json: Record<string, unknown>) {}

  static async unpack(base64: string): Promise<Block> {
    const text = base64.trim();
    const stream = new Blob([decode(text)]).stream().pipeThrough(new DecompressionStream("deflate"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    const length = new DataView(bytes.buffer).getUint32(0, true);
    const json = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Record<string, unknown>;
    const block = new Block(json);
    let at = 4 + length;
    for (const [name, size] of json.columns as [string, number][]) {
      block.columns.set(name, new Column(bytes.subarray(at, at + size)));
      at += size;
    }
    return block;
  }

  /** A column by its name; one that the page does not have is empty. */
  column(name: string): Column {
    return this.columns.get(name) ?? new Column(new Uint8Array(0));
  }
}

/** Numbers one after another: LEB128, zigzag where they have a sign. */
export class Column {
  private at = 0;

  constructor(readonly bytes: Uint8Array) {}

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    return this.bytes[this.at++];
  }

  number(): number {
    const bytes = this.bytes;
    let byte = bytes[this.at++];
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let shift = 7;
    do {
      byte = bytes[this.at++];
      // Beyond 31 bits JavaScript's shifts wrap; its numbers are exact to 2^53.
      value += shift < 28 ? (byte & 0x7f) << shift : (byte & 0x7f) * 2 ** shift;
      shift += 7;
    } while (byte >= 0x80);
    return value;
  }

  signed(): number {
    const value = this.number();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** The next bytes, as they are. */
  take(length: number): Uint8Array {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }).fromBase64;
  if (native) return native.call(Uint8Array, base64);
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
