import { Marked } from './Marked.tsx';
import styles from './MiddleTruncate.module.css';
import { type Match, shifted } from './matches.ts';
import { splitName, visibleName } from './names.ts';
import visually from './VisuallyHidden.module.css';

interface MiddleTruncateProps {
  readonly name: string;
  /** How many characters at its end stay, at least 1; those of a file's name where left out. */
  readonly end?: number;
  /** What was looked for, in the name as it is given. */
  readonly match?: Match | null;
}

/** A name that loses its middle when there is no room, so that the extension stays. Read in full by screen readers. */
export function MiddleTruncate({ name, end: kept, match = null }: MiddleTruncateProps) {
  const shown = visibleName(name);
  // Characters that are written out are in the way of places.
  const place = shown === name ? match : null;
  const [start, end] = kept === undefined ? splitName(shown) : [shown.slice(0, -kept), shown.slice(-kept)];
  if (end === '') {
    return (
      <bdi className={styles['whole']} title={shown}>
        <Marked text={shown} match={place} />
      </bdi>
    );
  }
  return (
    <span className={styles['name']} title={shown}>
      <span className={visually['hidden']}>{shown}</span>
      <bdi className={styles['start']} aria-hidden>
        <Marked text={start} match={place} />
      </bdi>
      <bdi className={styles['end']} aria-hidden>
        <Marked text={end} match={shifted(place, start.length)} />
      </bdi>
    </span>
  );
}
