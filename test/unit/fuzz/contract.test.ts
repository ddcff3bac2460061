/** A hostile page sends what it likes to the one boundary of main, with everything behind it that can run without Electron. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { registerApi } from '../../../src/main/ipc/register.ts';
import { CALL_CHANNEL } from '../../../src/shared/api.ts';
import { failure, type Result } from '../../../src/shared/errors.ts';
import { type Message, messages } from '../../support/contract-messages.ts';
import { type ContractWorld, namesIn, placesIn, startContractWorld } from '../../support/contract-world.ts';
import { tellFigures } from '../../support/figures.ts';
import { FUZZ_LIMIT_MS, fuzzed } from '../../support/fuzz.ts';
import { unsendable } from '../../support/hostile-values.ts';

type Listener = (event: object, feature: unknown, method: unknown, args: unknown) => Promise<Result<unknown>>;

const electron = vi.hoisted(() => ({
  listeners: new Map<string, Listener>(),
  opened: [] as string[],
  chosen: '',
  sent: '',
}));
vi.mock('electron', () => ({
  default: {},
  app: { isPackaged: false },
  ipcMain: { handle: (channel: string, listener: Listener) => void electron.listeners.set(channel, listener) },
  clipboard: { writeText: () => undefined },
  dialog: {
    // What comes in and what goes out are apart: sent again and again, it would grow without end.
    showOpenDialog: async ({ properties = [] }: { properties?: string[] }) => ({
      canceled: false,
      filePaths: [properties.includes('createDirectory') ? electron.chosen : electron.sent],
    }),
    showSaveDialog: async () => ({ canceled: false, filePath: `${electron.chosen}/saved` }),
  },
  shell: {
    openPath: async (path: string) => {
      electron.opened.push(path);
      return '';
    },
  },
}));

const contents = { id: 1 };
const page = { sender: contents, senderFrame: { url: 'app://bundle/index.html', parent: null } };

let world: ContractWorld;
beforeAll(async () => {
  world = await startContractWorld();
  electron.chosen = world.chosen;
  electron.sent = `${world.beside}/kept.txt`;
  registerApi(Promise.resolve(world.handlers), (sender) => sender === (contents as never));
});
afterAll(() => world.stop());

const send = ({ feature, method, args }: Message, event: object = page): Promise<Result<unknown>> => {
  const listener = electron.listeners.get(CALL_CHANNEL);
  if (!listener) throw new Error('nobody listens');
  return listener(event, feature, method, args);
};
/** Messages about Ana's things, which are there, and about Ben's, which are not any more. */
function ofBoth(): fc.Arbitrary<Message> {
  const { own, ofBen, beside, chosen } = world;
  const kinds = ['place', 'view', 'transfer', 'id'] as const;
  const ids = Object.fromEntries(kinds.map((kind) => [kind, [...own[kind], ...own[kind], ...ofBen[kind]]]));
  return messages({ ids: ids as unknown as typeof own, paths: [`${beside}/kept.txt`, chosen, '/nowhere'] });
}
const OF_ALL_OBJECTS = Object.getOwnPropertyNames(Object.prototype);

/** Checks that an answer has the form of one. */
function expectResult(answer: Result<unknown>): void {
  // What cannot be sent back is no answer.
  structuredClone(answer);
  if (answer.ok) expect(Object.keys(answer)).toEqual(['ok', 'value']);
  else
    expect(answer.error).toEqual({
      ...failure(answer.error.code, answer.error.detail),
      message: expect.stringMatching(/\S/),
    });
}

describe('whatever a page sends', () => {
  test(
    'is answered with a result or a refusal and never by a defect, and reaches nothing that is not the person’s',
    async () => {
      const codes = new Map<string, number>();
      await fc.assert(
        fc.asyncProperty(ofBoth(), async (message) => {
          const answer = await send(world.resolved(message));
          expectResult(answer);
          const code = answer.ok ? 'ok' : answer.error.code;
          codes.set(code, (codes.get(code) ?? 0) + 1);
          expect(code).not.toBe('internal');
        }),
        { ...fuzzed(1500), endOnFailure: true },
      );
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(OF_ALL_OBJECTS);
      expect(codes.get('ok') ?? 0).toBeGreaterThan(100);
      expect(codes.get('invalid-argument') ?? 0).toBeGreaterThan(100);
      const requests = world.requests();
      expect(requests.length).toBeGreaterThan(50);
      expect(requests.flatMap(placesIn).filter((place) => !place.startsWith('ana/'))).toEqual([]);
      expect(world.store.content('ben/secret.txt')).toBe('content of ben/secret.txt');
      expect(world.store.keys().filter((key) => !key.startsWith('ana/') && !key.startsWith('ben/'))).toEqual([
        'outside.txt',
      ]);
      expect(await namesIn(world.beside)).toEqual(['kept.txt']);
      expect(new Set(electron.opened)).toEqual(new Set(electron.opened.length > 0 ? [world.chosen] : []));
      const told = [...codes].sort(([, a], [, b]) => b - a).map(([code, count]) => `${code} ${count}`);
      tellFigures(`messages of a hostile page, ${requests.length} requests at the store: ${told.join(', ')}`);
    },
    FUZZ_LIMIT_MS,
  );

  test(
    'about what was another person’s is unknown, whatever is asked of it',
    async () => {
      const foreign = messages({ ids: world.ofBen, paths: ['/nowhere'] });
      const names = new Set(Object.values(world.ofBen).flat());
      await fc.assert(
        fc.asyncProperty(foreign, async (message) => {
          const [first] = Array.isArray(message.args) ? message.args : [];
          fc.pre(typeof first === 'string' && names.has(first));
          const answer = await send(message);
          expectResult(answer);
          // To end what is not there is no failure, and says nothing.
          if (answer.ok) expect(answer.value).toBeOneOf([undefined, null]);
          else
            expect(['not-found', 'file-not-found', 'invalid-argument', 'sign-in-not-pending']).toContain(
              answer.error.code,
            );
        }),
        fuzzed(500),
      );
    },
    FUZZ_LIMIT_MS,
  );

  test(
    'is refused unread from any other frame or window',
    async () => {
      const elsewhere = fc.constantFrom<object>(
        { sender: { id: 1 }, senderFrame: page.senderFrame },
        { sender: contents, senderFrame: null },
        { sender: contents, senderFrame: { ...page.senderFrame, parent: {} } },
        { sender: contents, senderFrame: { ...page.senderFrame, url: 'https://bundle/index.html' } },
      );
      await fc.assert(
        fc.asyncProperty(ofBoth(), elsewhere, async (message, event) => {
          expect(await send(message, event)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
        }),
        fuzzed(100),
      );
    },
    FUZZ_LIMIT_MS,
  );

  test('that no message could hold is answered, too', async () => {
    await fc.assert(
      fc.asyncProperty(ofBoth(), unsendable, fc.nat(3), async ({ feature, method }, value, at) => {
        const args = Array.from({ length: 4 }, (_, index) => (index === at ? value : undefined));
        expectResult(await send({ feature, method, args: args.slice(0, at + 1) }));
      }),
      fuzzed(200),
    );
  });
});
