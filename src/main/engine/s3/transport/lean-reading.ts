import type { OnReadOpts, Socket } from 'node:net';
import { MemoryPool } from '../../memory-pool.ts';

/**
 * Reading from sockets without memory of its own for each piece. Node makes a buffer for every read, which costs Electron (whose
 * buffers lie in V8's sandbox) ten times what it costs plain Node: 3.5 s of system time for 512 MiB, measured with Electron 33, against 0.3 s
 * with one buffer that is used again. undici reads a socket by `read` and gives back by `unshift`, in the same turn in which
 * the bytes arrive; so one buffer does for all sockets, and what is not taken at once is copied.
 */
const BUFFER_BYTES = 256 * 1024;

/** An answer's head is at most so long. undici keeps pieces of it until it has all of it: what may be one is copied. */
const HEAD_BYTES = 16 * 1024;
/** `HTTP/1.1 200 OK` */
const LETTER_H = 0x48;
const STATUS_AT = 9;
const DIGIT_1 = 0x31;
const HEAD_END = '\r\n\r\n';

/** Less than this is copied into memory that Node itself uses for many copies. */
const LEAST_KEPT_BYTES = 1024;

const shared = Buffer.allocUnsafeSlow(BUFFER_BYTES);

/** True for bytes that will be others as soon as the turn of the event loop ends. */
export function isPassing(bytes: Uint8Array): boolean {
  return bytes.buffer === shared.buffer;
}

/** True for the beginning of an answer with all of its head. After 100 Continue or its like another head may have begun. */
function isWholeHead(bytes: Buffer): boolean {
  return bytes[0] === LETTER_H && bytes[STATUS_AT] !== DIGIT_1 && bytes.includes(HEAD_END, 0, 'latin1');
}

/** Memory for what arrives before anybody reads it, which is most of a small answer. */
const kept = new MemoryPool(HEAD_BYTES, 64);
const memories = new WeakMap<ArrayBufferLike, Buffer>();

/** A copy of bytes that are passing. */
export function keep(bytes: Buffer): Buffer {
  if (bytes.length > HEAD_BYTES || bytes.length < LEAST_KEPT_BYTES) return Buffer.from(bytes);
  const memory = kept.take();
  memories.set(memory.buffer, memory);
  memory.set(bytes);
  return memory.subarray(0, bytes.length);
}

/** Gives back the memory of a copy that `keep` made. Nobody may use it from here on. */
export function letGo(copy: Buffer): void {
  const memory = memories.get(copy.buffer);
  if (memory) kept.release(memory);
}

interface Reading {
  /** What has arrived and was not taken. */
  held: Buffer | null;
  stopped: boolean;
}

const readings = new WeakMap<Socket, Reading>();

/** The `onread` option for a socket that undici reads. */
export const leanReading: OnReadOpts = {
  buffer: shared,
  callback(this: Socket, bytes: number): boolean {
    const reading = readings.get(this) ?? takeOver(this);
    const arrived = shared.subarray(0, bytes);
    reading.held = bytes >= HEAD_BYTES || isWholeHead(arrived) ? arrived : Buffer.from(arrived);
    this.emit('readable');
    if (reading.held === null) return true;
    if (isPassing(reading.held)) reading.held = Buffer.from(reading.held);
    reading.stopped = true;
    return false;
  },
};

function takeOver(socket: Socket): Reading {
  const reading: Reading = { held: null, stopped: false };
  readings.set(socket, reading);
  const read = socket.read.bind(socket);
  socket.read = (size?: number) => {
    const { held } = reading;
    // Also tells of the end, which comes the usual way.
    if (size === 0 || held === null) return read(size);
    reading.held = null;
    // Not now: what is read now is being taken, and some of it may come back.
    if (reading.stopped) setImmediate(goOn);
    return held;
  };
  const goOn = (): void => {
    // What came back goes first: the next read of it comes here again.
    if (!reading.stopped || reading.held !== null || socket.destroyed) return;
    reading.stopped = false;
    socket.resume();
  };
  socket.unshift = (rest: Buffer) => {
    reading.held = rest;
  };
  return reading;
}
