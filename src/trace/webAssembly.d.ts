/** The part of the WebAssembly interface that we use; TypeScript knows it only together with the whole of a browser's. */
declare namespace WebAssembly {
  // eslint-disable-next-line @typescript-eslint/no-extraneous-class -- it is opaque
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module);
    readonly exports: unknown;
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
    /** Adds pages of 64 KiB; returns how many there were before. */
    grow(pages: number): number;
  }
  /** Whether this host can compile the module: false where it lacks an instruction set that the module needs. */
  function validate(bytes: Uint8Array): boolean;
}
