import type { OnReadOpts, Socket } from 'node:net';
import symbols from 'undici/lib/core/symbols.js';
import { MemoryPool } from '../../memory-pool.ts';
import type { Lane } from './lane.ts';

/**
 * Reading from sockets without memory of its own for each piece. Node makes a buffer for every read, which costs Electron (whose
 * buffers lie in V8's sandbox) ten times what it costs plain Node: 3.5 s of system time for 512 MiB, measured with Electron 33, against 0.3 s
 * with one buffer that is used again. undici reads a socket by `read` and gives back by `unshift`, in the same turn in which
 * the bytes arrive; so one buffer does for all sockets, and what is not taken at once is copied. Over TLS more may come after
 * it was asked to stop: all that one read of the encrypted connection had in it, and the end.
 */
const BUFFER_BYTES = 256 * 1024;

/** `HTTP/1.1 200 OK` */
const LETTER_H = 0x48;
const SLASH_AT = 4;
const SLASH = 0x2f;
const STATUS_AT = 9;
const DIGIT_1 = 0x31;
const HEAD_END = '\r\n\r\n';

/** Less than this is copied into memory that Node itself uses for many copies, and more into memory of its own. */
const LEAST_KEPT_BYTES = 1024;
const MOST_KEPT_BYTES = 16 * 1024;

const shared = Buffer.allocUnsafeSlow(BUFFER_BYTES);

/** True for bytes that will be others as soon as the turn of the event loop ends. */
export function isPassing(bytes: Uint8Array): boolean {
  return bytes.buffer === shared.buffer;
}

/** What undici keeps with a socket. */
interface Parser {
  /** Of the answer whose head has been read; 0 while a head is being read. */
  readonly statusCode: number;
  /** What has been read of the head. */
  readonly headers: readonly unknown[];
  paused: boolean;
}

const parserOf = (socket: Socket): Parser | null =>
  (socket as unknown as Record<symbol, Parser | null>)[symbols.kParser] ?? null;

/**
 * undici keeps the pieces of a head until it has all of it. False where it cannot: within a body, or where the bytes begin with
 * a whole head. After early hints another head may have begun. Trailers are not looked after: nobody reads them.
 */
function mayBeKept(bytes: Buffer, parser: Parser | null): boolean {
  if (parser && parser.statusCode !== 0) return false;
  const isBeginning = bytes[0] === LETTER_H && bytes[SLASH_AT] === SLASH && parser?.headers.length === 0;
  return !(isBeginning && bytes[STATUS_AT] !== DIGIT_1 && bytes.includes(HEAD_END, 0, 'latin1'));
}

/** Memory for what arrives before anybody reads it, which is most of a small answer. */
const kept = new MemoryPool(MOST_KEPT_BYTES, 64);
const memories = new WeakMap<ArrayBufferLike, Buffer>();

/** A copy of bytes that are passing. */
export function keep(bytes: Buffer): Buffer {
  if (bytes.length > MOST_KEPT_BYTES || bytes.length < LEAST_KEPT_BYTES) return Buffer.from(bytes);
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
  /** The end has come, behind what is held. */
  ended: boolean;
}

const readings = new WeakMap<Socket, Reading>();

/** The `onread` option for sockets that undici reads: where their bandwidth is limited, in pieces as small as that asks for. */
export function leanReading(download: Lane): OnReadOpts {
  return { buffer: () => (download.isLimited ? shared.subarray(0, download.pieceBytes) : shared), callback: arrived };
}

function arrived(this: Socket, bytes: number): boolean {
  const reading = readings.get(this) ?? takeOver(this);
  const piece = shared.subarray(0, bytes);
  if (reading.held !== null) {
    reading.held = Buffer.concat([reading.held, piece]);
    return false;
  }
  reading.held = mayBeKept(piece, parserOf(this)) ? Buffer.from(piece) : piece;
  this.emit('readable');
  if (reading.held === null && !reading.stopped && !parserOf(this)?.paused) return true;
  if (reading.held !== null && isPassing(reading.held)) reading.held = Buffer.from(reading.held);
  reading.stopped = true;
  return false;
}

function takeOver(socket: Socket): Reading {
  const reading: Reading = { held: null, stopped: false, ended: false };
  readings.set(socket, reading);
  const read = socket.read.bind(socket);
  const push = socket.push.bind(socket);
  socket.read = (size?: number) => {
    const { held } = reading;
    if (size === 0 || held === null) {
      // The end is told when somebody looks for more, and not before.
      if (reading.ended && held === null) setImmediate(goOn);
      return reading.ended ? null : read(size);
    }
    reading.held = null;
    // Not now: what is read now is being taken, and some of it may come back.
    if (reading.stopped) setImmediate(goOn);
    return held;
  };
  socket.push = (chunk: Buffer | null) => {
    if (chunk !== null || (reading.held === null && !parserOf(socket)?.paused)) return push(chunk);
    reading.ended = true;
    return false;
  };
  const goOn = (): void => {
    // What came back goes first: the next read of it comes here again.
    if (reading.held !== null || socket.destroyed) return;
    if (reading.ended) {
      if (parserOf(socket)?.paused) return;
      reading.ended = false;
      push(null);
      read(0);
    } else if (reading.stopped) {
      reading.stopped = false;
      socket.resume();
    }
  };
  socket.unshift = (rest: Buffer) => {
    reading.held = rest.length > 0 ? rest : null;
  };
  // undici asserts that a connection was not paused when it breaks; its parser itself says what to make of that.
  const broken = (): void => {
    const parser = parserOf(socket);
    if (parser && socket.destroyed) parser.paused = false;
  };
  socket.prependListener('close', broken).prependListener('error', () => {
    // A TLS connection that has been told nonsense says so, and Node leaves it open: its request would wait for the time-out.
    socket.destroy();
    broken();
  });
  return reading;
}
