import { useEffect, useState } from 'react';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import type { Settings, SettingsChange } from '../../../shared/model/settings.ts';
import { onPail, pail } from '../../bridge.ts';

/** The settings as main has them, and ways to change them: each holds at once. */
export interface SettingsInUse {
  readonly settings: Settings;
  change(change: SettingsChange): Promise<void>;
  /** Has main do something that ends in other settings, such as asking for a file. */
  act(work: () => Promise<Settings>): Promise<void>;
}

/** `inUse` is `null` until main has answered; `failure` is that of the last change. */
export function useSettings(): { readonly inUse: SettingsInUse | null; readonly failure: Failure | null } {
  const [settings, setSettings] = useState<Settings | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const act = async (work: () => Promise<Settings>): Promise<void> => {
    setFailure(null);
    try {
      setSettings(await work());
    } catch (error) {
      setFailure(toFailure(error));
    }
  };
  useEffect(() => {
    let told = false;
    const stop = onPail('settings.changed', (changed) => {
      told = true;
      setSettings(changed);
    });
    pail.settings.get().then(
      // An event beats the answer to a question asked before it.
      (answer) => setSettings((now) => (told ? now : answer)),
      (error: unknown) => setFailure(toFailure(error)),
    );
    return stop;
  }, []);
  const change = (part: SettingsChange): Promise<void> => act(() => pail.settings.update(part));
  return { inUse: settings && { settings, change, act }, failure };
}
