/** An open document of a traced file: parsed when it rests, its figures moved along while it is typed in. */
import { readFile, stat } from 'node:fs/promises';
import type * as vscode from 'vscode';
import type { SourceLanguage, SourceText, TextEdit } from '../../code/sourceText.ts';
import { type Assigned, type ScoredFunction, ScoredSource } from './scoredSource.ts';

/** Typing has paused when nothing came for so long, in milliseconds. */
const PAUSE = 300;

const LANGUAGES: Readonly<Record<string, SourceLanguage>> = {
  python: 'python',
  typescript: 'typescript',
  javascript: 'tsx',
  typescriptreact: 'tsx',
  javascriptreact: 'tsx',
};

/** Documents in which functions are looked for. */
export const SOURCE_DOCUMENTS: vscode.DocumentFilter[] = Object.keys(LANGUAGES).map((language) => ({
  language,
  scheme: 'file',
}));

/** The language whose functions can be found, if it is one. */
export function sourceLanguage({ languageId, uri }: vscode.TextDocument): SourceLanguage | null {
  return uri.scheme === 'file' ? (LANGUAGES[languageId] ?? null) : null;
}

export interface TrackedOptions {
  readonly document: vscode.TextDocument;
  readonly language: SourceLanguage;
  readonly assigned: readonly Assigned[];
  /** Last traced instant, epoch seconds; null unknown. */
  readonly tracedUntil: number | null;
  /** Fingerprints of the code that was traced, from an earlier reading of the same source. */
  readonly fingerprints: Map<string, number> | undefined;
  /** Called when figures or their places are others than before. */
  changed(): void;
}

export class TrackedDocument {
  readonly #options: TrackedOptions;
  #scores: ScoredSource;
  #source: SourceText | null = null;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;
  /** The file was saved after the last trace, so that it may differ from what was traced. */
  savedLater = false;
  /** Settles when the figures are there. */
  readonly ready: Promise<void>;

  constructor(options: TrackedOptions) {
    this.#options = options;
    this.#scores = new ScoredSource(options.assigned, options.document.uri.fsPath);
    this.ready = this.#load();
  }

  get document(): vscode.TextDocument {
    return this.#options.document;
  }

  get scored(): readonly ScoredFunction[] {
    return this.#scores.scored;
  }

  /** What was remembered of the code that was traced. */
  get fingerprints(): Map<string, number> {
    return this.#scores.fingerprints;
  }

  /** Notes what was typed; parsing waits until typing pauses. */
  edit(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    if (this.#source === null) return;
    this.#source.edit(
      changes.map(({ rangeOffset, rangeLength, text }): TextEdit => ({
        from: rangeOffset,
        to: rangeOffset + rangeLength,
        length: text.length,
      })),
    );
    // Each change counts in the text before all of them: from the bottom up, those above stay right.
    const upward = changes.length === 1 ? changes : [...changes].sort((a, b) => b.rangeOffset - a.rangeOffset);
    for (const { range, text } of upward) {
      const { start, end } = range;
      this.#scores.shift({ start: start.line, end: end.line, endCharacter: end.character, lines: lineEnds(text) });
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.parse(), PAUSE);
  }

  /** Finds the functions in the text as it is now. */
  parse(): void {
    const { document, changed } = this.#options;
    clearTimeout(this.#timer);
    if (this.#source === null || this.#disposed || document.isClosed) return;
    const before = signature(this.#scores.scored);
    this.#scores.update(this.#source.parse(document.getText()), (line) =>
      line < document.lineCount ? document.lineAt(line).text : '',
    );
    if (signature(this.#scores.scored) !== before) changed();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  async #load(): Promise<void> {
    const { document, language, assigned, tracedUntil, fingerprints } = this.#options;
    const path = document.uri.fsPath;
    this.savedLater = tracedUntil !== null && (await savedAt(path)) > tracedUntil;
    // What was traced before this file was last saved is better known from an earlier look at it.
    this.#scores = new ScoredSource(assigned, path, this.savedLater ? new Map(fingerprints) : undefined);
    const { SourceText: Text } = await import('../../code/sourceText.ts');
    const saved = await Text.create(language);
    const onDisk = document.isDirty ? await readFile(path, 'utf8').catch(() => null) : null;
    if (this.#disposed) return;
    const source = onDisk === null ? saved : await Text.create(language);
    const text = onDisk ?? document.getText();
    const parsed = saved.parse(text);
    this.#scores.remember(parsed);
    this.#source = source;
    this.parse();
  }
}

/** Epoch seconds; 0 for a file that is not there. */
async function savedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs / 1000;
  } catch {
    // An open document whose file is gone: its text is all there is.
    return 0;
  }
}

function lineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** What can be seen of the functions, to tell whether anything must be drawn again. */
function signature(scored: readonly ScoredFunction[]): string {
  return scored
    .map(({ number, line, headLine, changed, notes }) => {
      const where = notes.map((note) => `${note.line}${note.text}`).join();
      return `${number}:${line}:${headLine}:${changed}:${where}`;
    })
    .join(';');
}
