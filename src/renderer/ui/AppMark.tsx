import styles from './AppMark.module.css';

/** The pail of the app's icon, in the colours of the theme; the name always stands beside it. */
export function AppMark() {
  return (
    <svg className={styles['mark']} viewBox="0 0 512 512" aria-hidden>
      <rect width="512" height="512" rx="112" fill="currentColor" />
      <path className={styles['paper']} d="M120 196h272l-34 204a36 36 0 0 1-36 30H190a36 36 0 0 1-36-30z" />
      <ellipse className={styles['paper']} cx="256" cy="196" rx="136" ry="36" />
      <path className={styles['line']} d="M124 190a132 118 0 0 1 264 0" stroke="var(--accent-text)" strokeWidth="24" />
      <path className={styles['line']} d="M256 262v96m-40-40 40 40 40-40" stroke="currentColor" strokeWidth="28" />
    </svg>
  );
}
