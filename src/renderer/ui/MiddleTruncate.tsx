import styles from './MiddleTruncate.module.css';
import { splitName, visibleName } from './names.ts';
import visually from './VisuallyHidden.module.css';

interface MiddleTruncateProps {
  readonly name: string;
  /** How many characters at its end stay, at least 1; those of a file's name where left out. */
  readonly end?: number;
}

/** A name that loses its middle when there is no room, so that the extension stays. Read in full by screen readers. */
export function MiddleTruncate({ name, end: kept }: MiddleTruncateProps) {
  const shown = visibleName(name);
  const [start, end] = kept === undefined ? splitName(shown) : [shown.slice(0, -kept), shown.slice(-kept)];
  if (end === '') {
    return (
      <bdi className={styles['whole']} title={shown}>
        {shown}
      </bdi>
    );
  }
  return (
    <span className={styles['name']} title={shown}>
      <span className={visually['hidden']}>{shown}</span>
      <bdi className={styles['start']} aria-hidden>
        {start}
      </bdi>
      <bdi className={styles['end']} aria-hidden>
        {end}
      </bdi>
    </span>
  );
}
