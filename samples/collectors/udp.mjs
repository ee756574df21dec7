/**
 * A collector of one's own: traces that come as UDP datagrams, one trace as JSON in each.
 *
 *     pypss collect samples/collectors/udp.mjs 127.0.0.1:9999 --live
 *
 * In the editor the extension beside this file registers it. docs/collectors.md explains every call of the sink.
 */
import { createSocket } from 'node:dgram';

/** Datagrams that come in one turn of the event loop go on together. */
class UdpCollector {
  #socket = null;
  #sink = null;
  #lines = [];
  #turn = null;

  constructor(host, port) {
    this.host = host;
    this.port = port;
  }

  get name() {
    return `UDP :${this.port}`;
  }

  get address() {
    return `${this.host}:${this.port}`;
  }

  async start(sink) {
    const socket = createSocket(this.host.includes(':') ? 'udp6' : 'udp4');
    await new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(this.port, this.host, resolve);
    });
    this.#socket = socket;
    this.#sink = sink;
    this.port = socket.address().port;
    socket.on('error', (error) => sink.fail(`${this.address} cannot be listened on any more: ${error.message}`));
    socket.on('message', (datagram) => this.#take(datagram));
    sink.state('running');
  }

  async stop() {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    await new Promise((resolve) => socket.close(resolve));
    this.#bring();
  }

  #take(datagram) {
    const line = datagram.toString('utf8').replaceAll('\n', ' ').trim();
    if (line === '') this.#sink.count('skipped', 1, 'a datagram was empty');
    else this.#lines.push(line);
    this.#turn ??= setImmediate(() => this.#bring());
  }

  #bring() {
    clearImmediate(this.#turn);
    this.#turn = null;
    const lines = this.#lines;
    this.#lines = [];
    if (lines.length === 0) return;
    // A socket cannot wait: what there is no room for is dropped, and counted by the sink.
    this.#sink.offer({ ndjson: Buffer.from(`${lines.join('\n')}\n`), items: lines.length });
  }
}

/** Called with what a person gave as the target, here `host:port` or a port. */
export function createCollector(target) {
  const [, host = '127.0.0.1', port] = /^(?:(.+):)?(\d{1,5})$/.exec(target.trim()) ?? [];
  if (port === undefined || Number(port) > 65_535) {
    throw new Error(`${target} is no address to listen on; it looks like 127.0.0.1:9999`);
  }
  return new UdpCollector(host, Number(port));
}
