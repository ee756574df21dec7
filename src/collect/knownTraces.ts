/** Ids that were met before. Bounded: those not met longest are forgotten. */
export class KnownTraces {
  readonly #remembered: number;
  #recent = new Set<string>();
  #older = new Set<string>();

  /** @param remembered ids kept at least; twice as many at most */
  constructor(remembered: number) {
    this.#remembered = remembered;
  }

  /** @returns whether the id was known; it is from now on */
  meet(id: string): boolean {
    if (this.#recent.has(id)) return true;
    const known = this.#older.has(id);
    if (this.#recent.size >= this.#remembered) {
      this.#older = this.#recent;
      this.#recent = new Set();
    }
    this.#recent.add(id);
    return known;
  }
}
