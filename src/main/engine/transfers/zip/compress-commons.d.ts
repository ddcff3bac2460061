/** What Pail uses of the library, which has no types of its own. Its streams are those of `readable-stream`: Node's, but for their age. */
declare module 'compress-commons' {
  import type { Readable, Transform } from 'node:stream';

  export class ZipArchiveEntry {
    /** `name` is relative, with `/`; that of a folder ends with it. */
    constructor(name: string);
    setTime(time: Date, forceLocalTime: boolean): void;
    setExtra(extra: Buffer): void;
    setUnixMode(mode: number): void;
    setMethod(method: 0 | 8): void;
  }

  export interface ZipOptions {
    readonly zlib: { readonly level: number };
    readonly forceZip64: boolean;
    readonly forceLocalTime: boolean;
  }

  // biome-ignore lint/suspicious/noExplicitAny: what a subclass overrides must fit Node's own overloads
  type Loose = any;
  export class ZipArchiveOutputStream extends Transform {
    constructor(options: ZipOptions);
    /** Bytes written so far: read by the library between two writes. */
    offset: number;
    write(chunk: Loose, encoding?: Loose, done?: Loose): boolean;
    end(): this;
    /** Writes one entry, one at a time. */
    entry(entry: ZipArchiveEntry, source: Buffer | Readable, done: (error: Error | null) => void): void;
    /** Writes the directory and ends. */
    finish(): void;
  }
}
