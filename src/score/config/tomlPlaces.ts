import type { AST } from 'toml-eslint-parser';
import { keyName } from './tomlEntries.ts';

/** A place of a document that can take one more key. */
export interface TomlPlace {
  /** Table that a line or an item written here belongs to. */
  readonly path: readonly string[];
  /**
   * Table whose keys are at home here: longer than `path` where dotted keys build it (`score.alpha = 1` inside
   * `[pypss]`), since TOML forbids a header for such a table.
   */
  readonly home: readonly string[];
  readonly kind: 'root' | 'header' | 'dotted' | 'inline';
  /** The table, for dotted keys the pair after which a new one goes. */
  readonly node: AST.TOMLTopLevelTable | AST.TOMLTable | AST.TOMLInlineTable | AST.TOMLKeyValue;
}

/** Every place of a document, outside lists. */
export function tomlPlaces(ast: AST.TOMLProgram): TomlPlace[] {
  const top = ast.body[0];
  const places: TomlPlace[] = [{ path: [], home: [], kind: 'root', node: top }];

  const addPairs = (path: readonly string[], pairs: readonly AST.TOMLKeyValue[], inline: boolean): void => {
    for (const pair of pairs) {
      const names = pair.key.keys.map(keyName);
      if (!inline)
        for (let length = 1; length < names.length; length++)
          places.push({ path, home: [...path, ...names.slice(0, length)], kind: 'dotted', node: pair });
      if (pair.value.type !== 'TOMLInlineTable') continue;
      const home = [...path, ...names];
      places.push({ path: home, home, kind: 'inline', node: pair.value });
      addPairs(home, pair.value.body, true);
    }
  };

  for (const node of top.body) {
    if (node.type === 'TOMLKeyValue') addPairs([], [node], false);
    else if (node.kind === 'standard' && node.resolvedKey.every((part) => typeof part === 'string')) {
      places.push({ path: node.resolvedKey, home: node.resolvedKey, kind: 'header', node });
      addPairs(node.resolvedKey, node.body, false);
    }
  }
  return places;
}

/** The place nearest to a new key: the one whose home shares most of the key's table; the later one of equals. */
export function nearestPlace(places: readonly TomlPlace[], keyPath: readonly string[]): TomlPlace {
  const table = keyPath.slice(0, -1);
  let best = places[0];
  for (const place of places) {
    if (place.home.length < best.home.length || place.home.length > table.length) continue;
    if (place.home.every((part, index) => part === table[index])) best = place;
  }
  return best;
}
