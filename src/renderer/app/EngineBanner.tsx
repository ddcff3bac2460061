import { text } from '../../shared/text/index.ts';
import { startEngineAgain, useEngine } from '../state/engine.ts';
import { ask } from '../state/sheets.ts';
import { Banner } from '../ui/Banner.tsx';
import { Button } from '../ui/Button.tsx';
import { focusOn } from '../ui/focus-targets.ts';

function startAgain(): void {
  startEngineAgain();
  // The button goes with its banner: the files are what one wants back.
  focusOn('list');
}

/** Above everything, for as long as nothing can be asked of any store: why, and both ways on. */
export function EngineBanner() {
  const isDown = useEngine((state) => state.isDown);
  const words = text.ui.engine;
  if (!isDown) return null;
  return (
    <Banner
      kind="error"
      actions={
        <>
          <Button onClick={() => ask({ kind: 'settings', section: 'diagnostics' })}>{words.openDiagnostics}</Button>
          <Button onClick={startAgain}>{words.startAgain}</Button>
        </>
      }
    >
      {words.down}
    </Banner>
  );
}
