/** Which names of a file mean the runtime's, through imports and aliases. */
import { BLOCK_OPENERS, FUNCTION_WRAPPERS } from './sourceFunction.ts';

/** What a name stands for. */
export type RuntimeName = 'function' | 'block' | null;

function meaningOf(name: string): RuntimeName {
  return FUNCTION_WRAPPERS.has(name) ? 'function' : BLOCK_OPENERS.has(name) ? 'block' : null;
}

/** Whether a module is the runtime's, or may hand its names on. */
function isRuntime(module: string): boolean {
  return /(^|[./@-])pypss([./-]|$)/.test(module);
}

export class RuntimeNames {
  readonly #names = new Map<string, RuntimeName>();
  readonly #modules = new Set<string>();

  /** `from MODULE import NAME as LOCAL`: the runtime's own names count from wherever a project hands them on. */
  imported(module: string, name: string, local: string): void {
    if (name === '*') {
      if (!isRuntime(module)) return;
      for (const one of [...FUNCTION_WRAPPERS, ...BLOCK_OPENERS]) this.#names.set(one, meaningOf(one));
      return;
    }
    const meaning = meaningOf(name);
    if (meaning !== null) this.#names.set(local, meaning);
    else if (isRuntime(module)) this.#modules.add(local);
  }

  /** `import MODULE as LOCAL`; without an alias the module goes by its whole name. */
  importedModule(module: string, local: string): void {
    if (isRuntime(module)) this.#modules.add(local);
  }

  /** `LOCAL = NAME`. */
  assigned(local: string, name: string): void {
    const meaning = this.meaning(name);
    if (meaning !== null) this.#names.set(local, meaning);
  }

  /** `def NAME`: the file's own function of that name hides the runtime's. */
  defined(name: string): void {
    if (!this.#names.has(name)) this.#names.set(name, null);
  }

  /** What a dotted name means at the end. */
  meaning(dotted: string): RuntimeName {
    const known = this.#names.get(dotted);
    if (known !== undefined) return known;
    const dot = dotted.lastIndexOf('.');
    if (dot < 0) return null;
    const holder = dotted.slice(0, dot);
    const held = this.#modules.has(holder) || this.#modules.has(holder.split('.')[0]);
    return held ? meaningOf(dotted.slice(dot + 1)) : null;
  }
}
