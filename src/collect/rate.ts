/** Seconds over which a rate is taken. */
const SPAN = 5;

/** Traces a second over the last seconds, from a counter that is looked at now and then. */
export class Rate {
  #looks: { time: number; count: number }[] = [];

  /**
   * @param count the counter's value at `now`
   * @param now seconds
   */
  at(count: number, now: number): number {
    this.#looks.push({ time: now, count });
    while (this.#looks.length > 2 && this.#looks[1].time <= now - SPAN) this.#looks.shift();
    const oldest = this.#looks[0];
    return now > oldest.time ? Math.max(0, (count - oldest.count) / (now - oldest.time)) : 0;
  }
}
