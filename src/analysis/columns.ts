/** A batch of calls, column by column, so that each figure is worked out in a tight loop. */
export class Columns {
  static readonly SIZE = 4096;
  readonly duration = new Float64Array(Columns.SIZE);
  readonly memory = new Float64Array(Columns.SIZE);
  readonly wait = new Float64Array(Columns.SIZE);
  readonly cpu = new Float64Array(Columns.SIZE);
  /** Epoch seconds, NaN without. */
  readonly time = new Float64Array(Columns.SIZE);
  readonly cell = new Int32Array(Columns.SIZE);
  /** Tag id, -1 untagged, -2 a tag without room. */
  readonly tag = new Int32Array(Columns.SIZE);
  readonly failed = new Uint8Array(Columns.SIZE);
  n = 0;
}
