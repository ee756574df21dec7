/** What is found in source text: functions, and blocks that the runtime measures. */

/** A decorator: its dotted name as written, and its first argument or `name`, where that is a text. */
export interface DecoratorText {
  readonly name: string;
  readonly text: string | null;
}

/** Offsets count UTF-16 units from the start of the text, lines count from 0. */
export interface SourceFunction {
  readonly kind: 'function' | 'block';
  /** Bare name; of a block the name that it is traced under. */
  readonly name: string;
  /** As Python's `__qualname__` has it: `Cart.add`, `outer.<locals>.inner`; of a block that of the function around it. */
  readonly qualifiedName: string;
  /** The name given to the runtime as a text; null when none is given, or one that is computed. */
  readonly tracedName: string | null;
  /** It carries the runtime's decorator, or is passed through its wrapper. */
  readonly monitored: boolean;
  /** The module given to the runtime as a text. */
  readonly module: string | null;
  readonly decorators: readonly DecoratorText[];
  /** The whole of it, decorators included. */
  readonly from: number;
  readonly to: number;
  /** Where its body begins. */
  readonly bodyFrom: number;
  /** Its first line, which is that of the first decorator. */
  readonly line: number;
  /** The line with `def`, `with` or the name. */
  readonly headLine: number;
  readonly endLine: number;
}

/** The runtime's names in Python and in TypeScript. */
export const FUNCTION_WRAPPERS: ReadonlySet<string> = new Set(['monitor_function', 'monitorFunction']);
export const BLOCK_OPENERS: ReadonlySet<string> = new Set(['monitor_block', 'monitor_async', 'monitorBlock']);

/** Finds the line of an offset. */
export class LineTable {
  private readonly starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  /** The line from 0 that holds an offset. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
