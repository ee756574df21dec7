import { LF } from './characters.ts';
import { LONGEST_VALUE } from './fields.ts';
import { OVERFLOW } from './record.ts';
import { cutText, decodeText } from './text.ts';

/** The string holds a bad escape, or a newline where a line is a record. */
export const INVALID = -3;

/** How far to look for a form before asking the Map, so that texts crafted to collide cannot make lookups slow. */
const LONGEST_PROBE = 32;

export interface TextTableLimits {
  /** Different texts kept. */
  entries: number;
  /** Bytes of the texts kept, and of the forms kept (a text may be written in several ways). */
  bytes: number;
}

/**
 * Numbers texts from 0 in order of appearance. A text is looked up by the bytes between its quotes, without making a
 * string; `"a"` and `"\u0061"` are two forms of one text. Past its limits the table takes nothing new.
 */
export class TextTable {
  readonly texts: string[] = [];
  /** In NDJSON a newline ends the line, so a text cannot hold one. */
  lines = false;
  /** Told of each new form: where it stands, how long it is, the id of its text. */
  onForm: ((p: number, length: number, id: number) => void) | null = null;
  private readonly ids = new Map<string, number>();
  private full = false;
  private textBytes = 0;
  /** Each text kept can be found by its plain form, so a plain form that is not found is a text not kept. */
  private plainFormsKnown = true;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly limits: TextTableLimits;
  // Forms: an open-addressing table of indices into parallel arrays, their bytes one after another in a pool.
  private forms = 0;
  private mask = 255;
  private slots = new Int32Array(256).fill(-1);
  private hashes = new Int32Array(128);
  private starts = new Int32Array(128);
  private lengths = new Int32Array(128);
  private owners = new Int32Array(128);
  private pool = new Uint8Array(4096);
  private poolView = new DataView(this.pool.buffer);
  private poolEnd = 0;

  constructor(bytes: Uint8Array, limits: TextTableLimits) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.limits = limits;
  }

  /** Id of the text whose form is the `length` bytes at `p`, with that hash; `OVERFLOW` or `INVALID` if it has none. */
  find(p: number, length: number, hash: number): number {
    const { slots, mask, hashes, lengths } = this;
    for (let probe = 0; probe < LONGEST_PROBE; probe++) {
      const form = slots[(hash + probe) & mask];
      if (form < 0) break;
      if (hashes[form] === hash && lengths[form] === length && this.equals(form, p, length)) return this.owners[form];
    }
    return this.add(p, length, hash);
  }

  private equals(form: number, p: number, length: number): boolean {
    const { view, poolView } = this;
    const start = this.starts[form];
    let i = 0;
    for (; i + 4 <= length; i += 4) {
      if (poolView.getInt32(start + i, true) !== view.getInt32(p + i, true)) return false;
    }
    if (i === length) return true;
    const rest = (1 << ((length - i) << 3)) - 1;
    return ((poolView.getInt32(start + i, true) ^ view.getInt32(p + i, true)) & rest) === 0;
  }

  private add(p: number, length: number, hash: number): number {
    const { bytes } = this;
    const raw = bytes.subarray(p, p + length);
    if (this.lines && raw.includes(LF)) return INVALID;
    const escaped = raw.includes(0x5c);
    if (this.full && this.plainFormsKnown && !escaped && length <= LONGEST_VALUE) return OVERFLOW;
    const text = decodeText(bytes, p, cutText(bytes, p, p + length));
    if (text === null) return INVALID;
    let id = this.ids.get(text);
    if (id === undefined) {
      if (this.full || this.texts.length >= this.limits.entries || this.textBytes + length > this.limits.bytes) {
        this.full = true;
        return OVERFLOW;
      }
      id = this.texts.push(text) - 1;
      this.ids.set(text, id);
      this.textBytes += length;
      if (escaped || length > LONGEST_VALUE || text.includes('\ufffd')) this.plainFormsKnown = false;
    }
    if (length <= LONGEST_VALUE) {
      this.addForm(raw, hash, id);
      this.onForm?.(p, length, id);
    }
    return id;
  }

  private addForm(raw: Uint8Array, hash: number, id: number): void {
    const padded = (raw.length + 7) & ~3;
    if (this.poolEnd + padded > this.limits.bytes) return;
    if (this.poolEnd + padded > this.pool.length) {
      const pool = new Uint8Array(Math.max(this.pool.length * 2, this.poolEnd + padded));
      pool.set(this.pool);
      this.pool = pool;
      this.poolView = new DataView(pool.buffer);
    }
    if (this.forms === this.hashes.length) {
      this.hashes = doubled(this.hashes);
      this.starts = doubled(this.starts);
      this.lengths = doubled(this.lengths);
      this.owners = doubled(this.owners);
    }
    const form = this.forms;
    this.hashes[form] = hash;
    this.starts[form] = this.poolEnd;
    this.lengths[form] = raw.length;
    this.owners[form] = id;
    if ((form + 1) * 2 > this.mask) {
      this.mask = this.mask * 2 + 1;
      this.slots = new Int32Array(this.mask + 1).fill(-1);
      for (let known = 0; known < form; known++) this.place(known);
    }
    if (!this.place(form)) return;
    this.pool.set(raw, this.poolEnd);
    this.poolEnd += padded;
    this.forms++;
  }

  private place(form: number): boolean {
    for (let probe = 0; probe < LONGEST_PROBE; probe++) {
      const slot = (this.hashes[form] + probe) & this.mask;
      if (this.slots[slot] < 0) {
        this.slots[slot] = form;
        return true;
      }
    }
    this.plainFormsKnown = false;
    return false;
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
