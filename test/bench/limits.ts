/** A limit on one number of a row: `what` is where it stands in the row. */
export interface Limit {
  readonly what: string;
  readonly atMost: number;
}

const MB = 1_000_000;

const wall = (atMost: number): Limit => ({ what: 'ratio.wall', atMost });
const cpu = (atMost: number): Limit => ({ what: 'ratio.cpu', atMost });

/** What Pail promises of itself against its peers. Rows without limits are measured to be looked at. */
const LIMITS: Readonly<Record<string, readonly Limit[]>> = {
  'list-cpu': [cpu(0.05)],
  'list-100k': [wall(1)],
  'list-1m': [
    { what: 'memory.engine', atMost: 150 * MB },
    { what: 'memory.renderer', atMost: 30 * MB },
  ],
  'scroll-1m': [wall(1.3)],
  'scroll-1m-dpr2': [wall(1.3)],
  'sort-1m': [wall(2)],
  'filter-1m': [wall(2)],
  'download-large': [wall(0.95), cpu(1)],
  'download-large-40ms': [wall(0.7)],
  'download-small': [wall(1), cpu(0.75)],
  'download-small-40ms': [wall(0.7)],
  'upload-large': [wall(0.7), cpu(0.7)],
  'upload-large-40ms': [wall(0.7)],
  'upload-small': [wall(0.9), cpu(0.85)],
  'upload-small-40ms': [wall(0.7)],
  'delete-10k': [wall(0.7)],
  'loop-delay': [wall(2)],
  start: [wall(1.4)],
  'memory-idle': [{ what: 'ratio.rss', atMost: 1.35 }],
};

/** The limits of a row; none for most. */
export function limitsOf(row: string): readonly Limit[] {
  return LIMITS[row] ?? [];
}
