import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';

/** A request of `net`, driven by the test. */
export class FakeRequest extends EventEmitter {
  readonly options: unknown;
  readonly headers: Record<string, string> = {};
  readonly written: Buffer[] = [];
  progress = 0;
  ended = false;
  aborted = false;

  constructor(options: unknown) {
    super();
    this.options = options;
  }

  setHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  write(chunk: Buffer): void {
    this.written.push(chunk);
  }

  end(): void {
    this.ended = true;
  }

  abort(): void {
    this.aborted = true;
  }

  getUploadProgress(): { current: number } {
    return { current: this.progress };
  }

  /** The store answers. */
  answer(statusCode: number, headers: Record<string, string | string[]> = {}): Readable {
    const message = Object.assign(new Readable({ read: () => undefined }), { statusCode, headers });
    this.emit('response', message);
    return message;
  }
}
