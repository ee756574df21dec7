import type { Collector, CollectorSink } from './collector.ts';

/** Stands for a collector that runs elsewhere and brings its traces here. */
export class BroughtCollector implements Collector {
  readonly name: string;
  readonly address: string;
  #sink: CollectorSink | null = null;

  constructor({ name, address }: { name: string; address: string }) {
    this.name = name;
    this.address = address;
  }

  /** Where the traces go; null before the start and after the end. */
  get sink(): CollectorSink | null {
    return this.#sink;
  }

  start(sink: CollectorSink): Promise<void> {
    this.#sink = sink;
    sink.state('running');
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.#sink = null;
    return Promise.resolve();
  }
}
