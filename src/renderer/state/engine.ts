/** Whether the part of Pail that talks to the store runs, and what follows for the window from its end. */
import { create } from 'zustand';
import { type ErrorCode, failure, toFailure } from '../../shared/errors.ts';
import type { EngineState } from '../../shared/model/engine.ts';
import { text } from '../../shared/text/index.ts';
import { onPail, pail } from '../bridge.ts';
import { letGo } from './clipboard.ts';
import { cutOff, relist } from './listing.ts';
import { report, tellOfPail } from './notices.ts';
import { tookOverByAnother } from './transfers.ts';

/** `isDown`: it stays down until somebody has it started again. */
export const useEngine = create<{ readonly isDown: boolean }>(() => ({ isDown: false }));

function take(state: EngineState): void {
  useEngine.setState({ isDown: state === 'down' });
}

/** There is another engine, which knows neither the views of the one before nor transfers that could not be kept on the disk. */
async function takenOver(): Promise<void> {
  letGo(() => false);
  const [lost] = await Promise.all([tookOverByAnother(), relist()]);
  if (lost > 0) tellOfPail({ kind: 'error', message: text.ui.engine.lost(lost), details: '' });
}

/** That this one died as well tells its own death. */
const OF_ITS_DEATH: ReadonlySet<ErrorCode> = new Set(['engine-stopped', 'engine-down']);

/** Has it started again; what it answers is told as any change of it. */
export function startEngineAgain(): void {
  pail.app.startEngine().catch(report);
}

export function startEngineState(): () => void {
  let told = false;
  pail.app.engine().then((state) => {
    if (!told) take(state);
  }, report);
  return onPail('engine.changed', (state) => {
    told = true;
    take(state);
    const follows = state === 'running' ? takenOver() : cutOff(failure('engine-down'));
    follows.catch((error: unknown) => {
      if (!OF_ITS_DEATH.has(toFailure(error).code)) report(error);
    });
  });
}
