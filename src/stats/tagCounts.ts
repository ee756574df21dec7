const SCANNED = 12;

/** How often each branch tag occurred, by id. The few tags that functions have are scanned; many move into a map. */
export class TagCounts {
  total = 0;
  /** Tagged calls whose tag no longer found room; entropy takes them as all different. */
  others = 0;
  private ids: number[] = [];
  private counts: number[] = [];
  private map: Map<number, number> | null = null;

  /** Different tags counted by name. */
  get size(): number {
    return this.map?.size ?? this.ids.length;
  }

  add(id: number, count = 1): void {
    this.total += count;
    if (this.map !== null) {
      this.map.set(id, (this.map.get(id) ?? 0) + count);
      return;
    }
    const ids = this.ids;
    for (let i = 0; i < ids.length; i++) {
      if (ids[i] === id) {
        this.counts[i] += count;
        return;
      }
    }
    if (ids.length < SCANNED) {
      ids.push(id);
      this.counts.push(count);
      return;
    }
    this.map = new Map(ids.map((known, i) => [known, this.counts[i]]));
    this.map.set(id, count);
    this.ids = [];
    this.counts = [];
  }

  /** Adds the tags `ids[from..to)`: -1 is none, any other negative number a tag without room. */
  addBlock(ids: Int32Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const id = ids[i];
      if (id >= 0) this.add(id);
      else if (id !== -1) this.addOther();
    }
  }

  addOther(count = 1): void {
    this.total += count;
    this.others += count;
  }

  merge(other: TagCounts): void {
    for (const [id, count] of other.entries()) this.add(id, count);
    this.addOther(other.others);
  }

  /** Translates the ids, e.g. into those of another reader's text table; negative means no room. */
  rename(translate: (id: number) => number): void {
    const before = [...this.entries()];
    const others = this.others;
    this.ids = [];
    this.counts = [];
    this.map = null;
    this.total = 0;
    this.others = 0;
    this.addOther(others);
    for (const [id, count] of before) {
      const renamed = translate(id);
      if (renamed < 0) this.addOther(count);
      else this.add(renamed, count);
    }
  }

  *entries(): IterableIterator<[id: number, count: number]> {
    if (this.map !== null) {
      yield* this.map;
      return;
    }
    for (let i = 0; i < this.ids.length; i++) yield [this.ids[i], this.counts[i]];
  }

  /** Different tags, those without room counted once each. */
  get different(): number {
    return this.size + this.others;
  }

  /** Shannon entropy in bits: log2 N − Σ c·log2 c / N. */
  get entropy(): number {
    if (this.total === 0) return 0;
    let weighted = 0;
    for (const [, count] of this.entries()) if (count > 1) weighted += count * Math.log2(count);
    return Math.max(0, Math.log2(this.total) - weighted / this.total);
  }

  static revive(plain: TagCounts): TagCounts {
    return Object.assign(new TagCounts(), plain);
  }
}
