import styles from './Marked.module.css';
import type { Match } from './matches.ts';

interface MarkedProps {
  readonly text: string;
  /** What is marked, as far as it is in the text. */
  readonly match: Match | null;
}

/** A text with what was looked for marked in it. */
export function Marked({ text, match }: MarkedProps) {
  if (!match || match[0] >= text.length || match[1] <= 0) return text;
  const start = Math.max(0, match[0]);
  return (
    <>
      {text.slice(0, start)}
      <mark className={styles['mark']}>{text.slice(start, match[1])}</mark>
      {text.slice(match[1])}
    </>
  );
}
