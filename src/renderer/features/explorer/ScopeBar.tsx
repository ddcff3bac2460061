import { useContext } from 'react';
import { text } from '../../../shared/text/index.ts';
import { searchBelow } from '../../state/listing.ts';
import { useListing } from '../../state/listing-store.ts';
import { report } from '../../state/notices.ts';
import { CommandRunnerContext } from '../../ui/commands.ts';
import styles from './ScopeBar.module.css';

/** Where the filter looks: there while there is one, and while the flat view is on. Not for a focus: it moves the rows. */
export function ScopeBar() {
  const words = text.ui.explorer;
  const { context, run } = useContext(CommandRunnerContext);
  const filtering = useListing((state) => state.arrangement.filter !== '');
  const searching = useListing((state) => state.below);
  const isBelow = context.flat || searching;
  if (!(filtering || context.flat)) return null;
  const choose = (below: boolean) => {
    if (below === isBelow) return;
    // The flat view is a place of its own, which its command leaves.
    if (context.flat) run('showBelow');
    else void searchBelow(below).catch(report);
  };
  return (
    <div
      role="radiogroup"
      aria-label={words.lookIn}
      className={styles['bar']}
      // The filter keeps the focus, so that one can go on typing.
      onMouseDown={(event) => event.preventDefault()}
    >
      <span className={styles['label']} aria-hidden>
        {words.lookIn}
      </span>
      {[false, true].map((below) => (
        <label key={String(below)} className={styles['choice']}>
          <input
            type="radio"
            name="scope"
            className={styles['radio']}
            checked={below === isBelow}
            onChange={() => choose(below)}
          />
          {below ? words.everythingBelow : words.thisFolder}
        </label>
      ))}
    </div>
  );
}
