/** One text that is edited and parsed again and again, at the cost of what has changed. */
import { type Parser, type Tree, TreeFragment } from '@lezer/common';
import { codeFingerprint } from './codeFingerprint.ts';
import { pythonFunctions } from './pythonFunctions.ts';
import { scriptFunctions } from './scriptFunctions.ts';
import { SourceDetails } from './sourceDetails.ts';
import type { SourceFunction } from './sourceFunction.ts';

export type SourceLanguage = 'python' | 'typescript' | 'tsx';

/** A replaced stretch, in offsets of the text before the edit. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  /** UTF-16 units that stand there now. */
  readonly length: number;
}

/** What was found in one state of a text. */
export interface ParsedSource {
  readonly functions: readonly SourceFunction[];
  readonly details: SourceDetails;
  /** Whether the text is broken somewhere, so that functions may be missing. */
  readonly broken: boolean;
  /** Stands for the code of a function, see `codeFingerprint`. */
  fingerprint(fn: SourceFunction): number;
}

export class SourceText {
  readonly #language: SourceLanguage;
  readonly #parser: Parser;
  #fragments: readonly TreeFragment[] = [];

  private constructor(language: SourceLanguage, parser: Parser) {
    this.#language = language;
    this.#parser = parser;
  }

  /** Loads the language's parser on first use. */
  static async create(language: SourceLanguage): Promise<SourceText> {
    if (language === 'python') return new SourceText(language, (await import('@lezer/python')).parser);
    const { parser } = await import('@lezer/javascript');
    return new SourceText(language, parser.configure({ dialect: language === 'tsx' ? 'ts jsx' : 'ts' }));
  }

  /** Notes edits that were made at once; all count in the text before them. Costs next to nothing. */
  edit(edits: readonly TextEdit[]): void {
    let shift = 0;
    const changes = [...edits]
      .sort((a, b) => a.from - b.from)
      .map(({ from, to, length }) => {
        const fromB = from + shift;
        shift += length - (to - from);
        return { fromA: from, toA: to, fromB, toB: fromB + length };
      });
    this.#fragments = TreeFragment.applyChanges(this.#fragments, changes);
  }

  /** Parses the text as it is now, reusing what the edits left alone. */
  parse(text: string): ParsedSource {
    const tree = this.#parser.parse(text, this.#fragments);
    this.#fragments = TreeFragment.addTree(tree);
    const functions = this.#language === 'python' ? pythonFunctions(tree, text) : scriptFunctions(tree, text);
    const comment = this.#language === 'python' ? '#' : '//';
    let broken: boolean | null = null;
    return {
      functions,
      details: new SourceDetails(tree, text),
      get broken() {
        return (broken ??= hasErrors(tree));
      },
      fingerprint: (fn) => codeFingerprint(text.slice(fn.from, fn.to), comment),
    };
  }
}

function hasErrors(tree: Tree): boolean {
  const cursor = tree.cursor();
  do {
    if (cursor.type.isError) return true;
  } while (cursor.next());
  return false;
}
