import os from 'node:os';
import type { Handlers } from '../../shared/api.ts';
import type { DiagnosticsMethods } from '../../shared/api-settings.ts';
import { toFailure } from '../../shared/errors.ts';
import {
  byStore,
  type Diagnostics,
  type LocationDiagnostics,
  pailFacts,
  type StoreFacts,
  storeFacts,
} from '../../shared/model/diagnostics.ts';
import { exportQuirks, type StorageFacts } from '../../shared/model/quirks.ts';
import { copyText } from '../platform/clipboard.ts';
import { osUserName, personalWords } from './personal-words.ts';
import { redacted } from './redact.ts';
import type { Services } from './services.ts';

/** What the window gets of the facts: where the store is not treated as any other, and who said so. */
export function shownFacts(facts: StorageFacts): StoreFacts {
  const { host, provider, decidedBy, clockSkew, quirks, differing, overridden } = facts;
  const names = [...new Set([...differing, ...overridden])];
  return {
    host,
    provider,
    decidedBy,
    clockSkew,
    quirks: names.map((name) => ({ name, value: String(quirks[name]), fromProfile: overridden.includes(name) })),
  };
}

/** The diagnostics as a text for others. */
export function diagnosticsText(diagnostics: Diagnostics): string {
  const iso = (time: number): string => new Date(time).toISOString();
  const blocks = [
    pailFacts(diagnostics, iso).map(([label, value]) => `${label}: ${value}`),
    ...byStore(diagnostics.locations).map(({ labels, store }) => [
      labels.join(', '),
      ...storeFacts(store).map(([name, value]) => `  ${name}: ${value}`),
    ]),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

async function readDiagnostics({ info, engine, accounts }: Services): Promise<Diagnostics> {
  const locations = accounts.list().flatMap(({ mapping }) => mapping.locations.map(({ location }) => location));
  const known = await Promise.all(
    locations.map(async ({ id, label }): Promise<LocationDiagnostics> => {
      const store = await engine.call('storageFacts', id).then(shownFacts, toFailure);
      return { locationId: id, label, store };
    }),
  );
  // An engine that is down has its own line.
  const othersWait = await engine.call('othersWait').catch(() => null);
  const { electron = '', chrome = '', node } = process.versions;
  return {
    versions: { pail: info.version, electron, chrome, node, os: `${os.type()} ${os.release()} ${process.arch}` },
    build: info.build,
    secretStorage: info.secretStorage,
    signInClocks: accounts.clocks(),
    engine: engine.status,
    locations: known,
    othersWait,
  };
}

export function diagnosticsHandlers(services: Services): Handlers<DiagnosticsMethods> {
  const { accounts, engine } = services;
  return {
    read: () => readDiagnostics(services),
    copy: async () => {
      const words = { home: os.homedir(), names: personalWords(accounts.list(), osUserName()) };
      copyText(redacted(diagnosticsText(await readDiagnostics(services)), words));
    },
    exportQuirks: async (locationId) => {
      const facts = await engine.call('storageFacts', locationId);
      copyText(`${JSON.stringify(exportQuirks(facts), null, 2)}\n`);
    },
  };
}
