import { ListFilter, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { text } from '../../../shared/text/index.ts';
import { arrange } from '../../state/listing.ts';
import { useListing } from '../../state/listing-store.ts';
import { report } from '../../state/notices.ts';
import { focusOn, focusTarget } from '../../ui/focus-targets.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import styles from './FilterField.module.css';

const TYPING_MS = 120;
const MOST_CHARACTERS = 200;
const filterRef = focusTarget('filter');

/** Narrows the list while typing. Escape clears it and goes to the list; Enter and the down arrow go to the list. */
export function FilterField() {
  const words = text.ui.explorer;
  const applied = useListing((state) => state.arrangement.filter);
  const [value, setValue] = useState(applied);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  // Something else may clear it, such as the button of the empty list.
  useEffect(() => setValue(applied), [applied]);

  const apply = (filter: string, after = 0) => {
    setValue(filter);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void arrange({ filter }).catch(report), after);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      if (value !== '') apply('');
      focusOn('list');
    } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault();
      focusOn('list');
    }
  };
  return (
    <div className={styles['field']}>
      <ListFilter size={14} strokeWidth={1.5} className={styles['icon']} aria-hidden />
      <input
        ref={filterRef}
        type="search"
        className={styles['input']}
        aria-label={words.filter}
        placeholder={words.filterPlaceholder}
        autoComplete="off"
        spellCheck={false}
        maxLength={MOST_CHARACTERS}
        value={value}
        onChange={(event) => apply(event.target.value, TYPING_MS)}
        onKeyDown={onKeyDown}
      />
      {value === '' ? null : (
        <span className={styles['clear']}>
          <IconButton icon={X} small label={words.clearFilter} onClick={() => apply('')} />
        </span>
      )}
    </div>
  );
}
