import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy on a free port of this machine whose connections can be reset. */
export class ResettingProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  /** Connections made so far. */
  #made = 0;

  private constructor(server: Server, sockets: Set<Socket>) {
    this.#server = server;
    this.#sockets = sockets;
    this.port = (server.address() as AddressInfo).port;
  }

  static async to(port: number): Promise<ResettingProxy> {
    const sockets = new Set<Socket>();
    let proxy: ResettingProxy | null = null;
    const server = createServer((near) => {
      const far = connect(port, '127.0.0.1');
      if (proxy !== null) proxy.#made++;
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far).pipe(near);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    proxy = new ResettingProxy(server, sockets);
    return proxy;
  }

  get made(): number {
    return this.#made;
  }

  /** Breaks every connection with RST. */
  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.reset();
    await once(this.#server, 'close');
  }
}
