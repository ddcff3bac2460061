import type { PailEvents } from '../shared/api.ts';
import type { EngineHost } from './engine-host/engine-host.ts';
import { EngineOptionsTeller } from './engine-host/engine-options.ts';
import type { ChangeSettings } from './ipc/services.ts';
import type { ServiceNetwork } from './network/service-network.ts';
import { applyTheme } from './platform/appearance.ts';
import { applyProxy } from './platform/proxy.ts';
import { type SettingsStore, shownSettings } from './settings/settings.ts';

interface SettingsUsers {
  readonly engine: EngineHost;
  readonly network: ServiceNetwork;
  readonly send: <E extends keyof PailEvents>(event: E, payload: PailEvents[E]) => void;
  readonly onError: (error: unknown) => void;
}

/** Has the settings hold, and answers how to change them: what is saved holds at once, wherever it matters. */
export async function startSettings(
  store: SettingsStore,
  { engine, network, send, onError }: SettingsUsers,
): Promise<{ readonly change: ChangeSettings; stop(): void }> {
  const teller = new EngineOptionsTeller(store.read, (options) => {
    engine.setOptions(options).catch(onError);
  });
  // The system's proxy is what Electron starts with.
  if (store.read().proxy.mode !== 'system') await applyProxy(store.read().proxy).catch(onError);
  const tell = (): void => {
    network.settingsChanged(store.read().certificateAuthorities?.pem ?? null);
    teller.update();
  };
  tell();
  return {
    change: async (change) => {
      store.update(change);
      if (change.theme !== undefined) applyTheme(change.theme);
      // Before the engine and the network of services hear of it: they ask for their ways anew.
      if (change.proxy !== undefined) await applyProxy(change.proxy);
      tell();
      const shown = shownSettings(store.read());
      send('settings.changed', shown);
      return shown;
    },
    stop: () => teller.stop(),
  };
}
