import type { WebContents } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { API_METHODS, type PailApi } from '../../shared/api.ts';
import { PailError } from '../../shared/errors.ts';
import { MAX_ID_BYTES } from '../../shared/model/id-set.ts';
import { DEFAULT_ARRANGEMENT } from '../../shared/model/listing.ts';
import { SCHEMAS } from '../../shared/schemas.ts';
import { type AllHandlers, answer, isTrusted } from './answer.ts';

const called = vi.fn();

/** Handlers for the whole contract that remember what reached them. */
const handlers = Object.fromEntries(
  Object.entries(API_METHODS).map(([feature, methods]) => [
    feature,
    Object.fromEntries(
      Object.keys(methods).map((method) => [method, (...args: unknown[]) => called(feature, method, args)]),
    ),
  ]),
) as unknown as AllHandlers;

describe('the contract', () => {
  it('has a schema for every method, and none besides', () => {
    for (const feature of Object.keys(API_METHODS) as (keyof PailApi)[]) {
      expect(Object.keys(SCHEMAS[feature]).sort()).toEqual(Object.keys(API_METHODS[feature]).sort());
    }
    expect(Object.keys(SCHEMAS).sort()).toEqual(Object.keys(API_METHODS).sort());
  });
});

describe('answer', () => {
  it('passes what fits the schema', async () => {
    called.mockReturnValueOnce('rows');
    expect(await answer(handlers, 'listings', 'rows', ['v', 0, 200])).toEqual({ ok: true, value: 'rows' });
    expect(called).toHaveBeenLastCalledWith('listings', 'rows', ['v', 0, 200]);
  });

  it('takes a selection of packed ids', async () => {
    const args = ['v', { ids: { first: 8, bits: Uint8Array.of(1, 128) } }];
    expect(await answer(handlers, 'listings', 'summarize', args)).toMatchObject({ ok: true });
    expect(called).toHaveBeenLastCalledWith('listings', 'summarize', args);
  });

  const set = { first: 0, bits: Uint8Array.of(1) };

  it.each([
    ['an unknown feature', 'nothing', 'list', []],
    ['an inherited feature', 'constructor', 'name', []],
    ['an unknown method', 'profiles', 'readFile', []],
    ['an inherited method', 'profiles', 'toString', []],
    ['a method that is no text', 'profiles', { list: true }, []],
    ['arguments that are no list', 'profiles', 'list', 'x'],
    ['too many arguments', 'profiles', 'list', [1]],
    ['too few arguments', 'listings', 'rows', ['v', 0]],
    ['a negative position', 'listings', 'rows', ['v', -1, 10]],
    ['too many rows', 'listings', 'rows', ['v', 0, 201]],
    ['a position that is no number', 'listings', 'rows', ['v', '0', 10]],
    ['a folder without its slash', 'listings', 'open', ['l', 'a', DEFAULT_ARRANGEMENT, 'folder']],
    ['a scope that there is not', 'listings', 'open', ['l', 'a/', DEFAULT_ARRANGEMENT, 'bucket']],
    ['an unknown field', 'listings', 'arrange', ['v', { sortBy: 'name', descending: false, filter: '', x: 1 }]],
    ['both forms of a selection', 'listings', 'summarize', ['v', { ids: set, allExcept: set }]],
    ['ids in a list', 'listings', 'summarize', ['v', { ids: [1] }]],
    ['ids of another form', 'listings', 'summarize', ['v', { ids: { first: 0, bits: [1] } }]],
    ['ids that begin inside of a byte', 'listings', 'summarize', ['v', { ids: { ...set, first: 4 } }]],
    ['too many ids', 'listings', 'summarize', ['v', { ids: { first: 0, bits: new Uint8Array(MAX_ID_BYTES + 1) } }]],
    ['bytes in place of a list', 'uploads', 'abort', ['l', Uint8Array.of(1)]],
    ['a secret of another name', 'profiles', 'provideSecret', ['p', '__proto__', 'x']],
  ])('refuses %s', async (_what, feature, method, args) => {
    called.mockClear();
    const result = await answer(handlers, feature, method, args);
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid-argument' } });
    expect(called).not.toHaveBeenCalled();
  });

  it('answers a failure with its code, and anything else as internal without a stack', async () => {
    called.mockRejectedValueOnce(new PailError('access-denied', { subject: 'x' }));
    expect(await answer(handlers, 'profiles', 'list', [])).toMatchObject({
      ok: false,
      error: { code: 'access-denied' },
    });
    called.mockRejectedValueOnce(new Error('boom'));
    const result = await answer(handlers, 'profiles', 'list', []);
    expect(result).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(result)).not.toContain('answer.test');
  });
});

describe('isTrusted', () => {
  const ours = { id: 1 } as WebContents;
  const isOurs = (contents: WebContents): boolean => contents === ours;
  const frame = (url: string, parent: object | null = null) => ({ url, parent }) as never;

  it('takes the top frame of our window on our page', () => {
    expect(isTrusted({ sender: ours, senderFrame: frame('app://bundle/index.html') }, isOurs)).toBe(true);
  });

  it.each([
    ['no frame', ours, null],
    ['a child frame', ours, frame('app://bundle/index.html', {})],
    ['another window', { id: 2 } as WebContents, frame('app://bundle/index.html')],
    ['another host', ours, frame('app://other/index.html')],
    ['another scheme', ours, frame('https://bundle/index.html')],
    ['an empty page', ours, frame('')],
    ['about:blank', ours, frame('about:blank')],
  ])('refuses %s', (_what, sender, senderFrame) => {
    expect(isTrusted({ sender, senderFrame }, isOurs)).toBe(false);
  });
});
