import { PailError } from '../../shared/errors.ts';
import type { ImportReview, LinkReview, ProfileReview } from '../../shared/model/profile-review.ts';
import type { ProfileFile } from './profile-file.ts';
import { idOf } from './stored-profile.ts';

/** A question with what it is about. */
export type Asked =
  | { readonly review: LinkReview; readonly url: URL }
  | { readonly review: ImportReview; readonly file: ProfileFile };

/** More than a person would answer; links can come from any web page. */
const MOST = 20;

/** The questions about profiles that nobody has answered yet, oldest first. */
export class PendingReviews {
  readonly #asked = new Map<string, Asked>();
  readonly #onChange: (reviews: readonly ProfileReview[]) => void;

  constructor(onChange: (reviews: readonly ProfileReview[]) => void) {
    this.#onChange = onChange;
  }

  list(): ProfileReview[] {
    return [...this.#asked.values()].map(({ review }) => review);
  }

  /** The newest file of a profile is the one that is asked about, and the same link is asked about once. */
  add(asked: Asked): void {
    for (const [id, other] of this.#asked) if (isAboutTheSame(other, asked)) this.#asked.delete(id);
    if (this.#asked.size < MOST) this.#asked.set(asked.review.id, asked);
    this.#onChange(this.list());
  }

  has(id: string): boolean {
    return this.#asked.has(id);
  }

  /** Throws PailError `not-found`. */
  get(id: string): Asked {
    const asked = this.#asked.get(id);
    if (!asked) throw new PailError('not-found', { subject: 'The question' });
    return asked;
  }

  delete(id: string): void {
    if (this.#asked.delete(id)) this.#onChange(this.list());
  }
}

function isAboutTheSame(a: Asked, b: Asked): boolean {
  if ('url' in a) return 'url' in b && a.url.href === b.url.href;
  return 'file' in b && idOf(a.file.profile) === idOf(b.file.profile);
}
