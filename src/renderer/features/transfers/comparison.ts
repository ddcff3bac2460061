/** Two versions of a thing, side by side. */
import { type Conflict, isNewer } from '../../../shared/model/transfer.ts';
import { text } from '../../../shared/text/index.ts';
import { formatDate, formatSize } from '../../ui/format.ts';

/** One of the two, in words; what it has over the other one is said. */
export interface Side {
  readonly modified: string;
  readonly size: string;
  readonly isNewer: boolean;
  readonly isLarger: boolean;
}

interface Version {
  readonly size: number;
  readonly modified: number;
}

/** A time that nobody knows is neither newer nor older. */
function side(one: Version, other: Version): Side {
  return {
    modified: one.modified > 0 ? formatDate(one.modified) : text.ui.format.none,
    size: formatSize(one.size),
    isNewer: one.modified > 0 && other.modified > 0 && isNewer(one.modified, other.modified),
    isLarger: one.size > other.size,
  };
}

export function comparison(conflict: Conflict): { readonly incoming: Side; readonly existing: Side } {
  return { incoming: side(conflict, conflict.existing), existing: side(conflict.existing, conflict) };
}
