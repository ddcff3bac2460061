import { PailError } from '../../../../shared/errors.ts';
import { pagesOf } from '../../listings/paging.ts';
import type { Picked } from '../../listings/select.ts';
import { walk } from '../../listings/walk.ts';
import { checkAddressable, isAddressable, unaddressable } from '../../s3/address.ts';
import { MAX_COPY_BYTES } from '../../s3/copy-size.ts';
import { eachText, textAt } from '../../s3/packed.ts';
import type { S3Port } from '../../s3/port.ts';
import { type Existing, type Findings, type Job, type JobContext, whyNot } from '../job.ts';
import { HEAVY_WEIGHT } from '../slots.ts';
import { answers } from './answers.ts';
import { leave } from './beginnings.ts';
import { type CopyItem, isWithin } from './copy-item.ts';
import { abandonCopy, copiedBytes } from './copy-parts.ts';
import { type Renaming, renamed } from './copy-target.ts';
import { makeCopy } from './make-copy.ts';
import { moveItem } from './move-item.ts';
import { Removals } from './removals.ts';
import { existingIn, otherFolderFor, otherNameFor } from './store-conflicts.ts';
import { LARGE_BYTES, tooLong } from './upload-item.ts';

const MEBIBYTE = 1_048_576;
/** A large object that goes through here holds its parts under way in memory. */
const LARGE_WEIGHT = HEAVY_WEIGHT;

/** One end of a copy: the whole key prefix of a folder in a bucket. */
export interface CopyEnd {
  readonly port: () => Promise<S3Port>;
  readonly bucket: string;
  readonly prefix: string;
}

export interface CopyJobRequest {
  readonly kind: 'copy' | 'move';
  readonly source: CopyEnd;
  readonly target: CopyEnd;
  /** Both ends are in the same bucket of the same store, whatever keys reach them. */
  readonly isSameBucket: boolean;
  /** The selected folders, without the trailing `/`. */
  readonly folders: readonly string[];
  /** The selected objects; not needed where they are among the items. */
  readonly objects: Picked['objects'] | null;
  readonly renaming: Renaming | null;
  /** As of {@link CopyItem}; left out: none is. */
  readonly isHeld?: CopyItem['isHeld'];
  readonly ended: () => void;
  /** The most bytes that a store copies in one request; left out: as S3. */
  readonly copyLimit?: number;
}

/**
 * Copies or moves objects, and folders with every key below them. An item is named as in the folder that it comes from; its origin is its
 * name in the folder that it goes to. Nothing that is there is overwritten unless it was chosen to be.
 */
export function copyJob(request: CopyJobRequest): Job {
  const { kind, source, target, folders, renaming, copyLimit = MAX_COPY_BYTES, isHeld = () => false } = request;
  const isInPlace = request.isSameBucket && source.prefix === target.prefix;
  /** A copy beside its original. */
  const isDuplicate = isInPlace && !renaming;
  const overlaps =
    request.isSameBucket && (source.prefix.startsWith(target.prefix) || target.prefix.startsWith(source.prefix));
  const isTaken = new Set<string>();
  const removals = new Removals();
  let sources: ReadonlySet<string> | null = null;
  let goesThrough = true;

  function seed(context: JobContext): void {
    if (request.objects === null) throw new PailError('not-found', { subject: 'What was selected' });
    for (const { name, size, modified, isArchived } of request.objects) {
      context.add(name, size, modified, renamed(name, renaming), isArchived);
    }
  }

  async function prepare(context: JobContext): Promise<void> {
    if (folders.length === 0) return;
    // That name may be another one's by now.
    const before = placesBefore(context);
    const port = await source.port();
    const names = isDuplicate ? await folderNames(await target.port(), context) : new Map<string, string>();
    for (const folder of folders) {
      const into = before.get(folder) ?? names.get(folder) ?? renamed(folder, renaming);
      if (!isAddressable(folder)) {
        // Nothing can be listed below it: it fails by name, when its turn comes, and the others do not with it.
        context.add(`${folder}/`, 0, 0, `${into}/`);
        continue;
      }
      for await (const page of walk(port, source.bucket, `${source.prefix}${folder}/`, context.signal)) {
        const archived = new Set(page.archived);
        for (let index = 0; index < page.keys.count; index += 1) {
          const name = textAt(page.keys, index).slice(source.prefix.length);
          const as = into + name.slice(folder.length);
          context.add(name, page.sizes[index] ?? 0, page.modified[index] ?? 0, as, archived.has(index));
        }
      }
    }
  }

  /** Where the content of selected folders goes of which some was found when it was prepared before. */
  function placesBefore({ items }: JobContext): Map<string, string> {
    const selected = new Set(folders);
    const places = new Map<string, string>();
    for (let index = 0; index < items.count; index += 1) {
      const name = items.name(index);
      for (let cut = name.indexOf('/'); cut >= 0; cut = name.indexOf('/', cut + 1)) {
        const folder = name.slice(0, cut);
        if (!selected.has(folder) || places.has(folder)) continue;
        places.set(folder, items.origin(index).slice(0, cut - name.length));
      }
    }
    return places;
  }

  /** The names of folders that are copied to where they are. */
  async function folderNames(port: S3Port, { signal }: JobContext): Promise<Map<string, string>> {
    const { bucket, prefix } = target;
    const there = new Set<string>();
    for await (const page of pagesOf(port, { bucket, prefix, delimiter: '/', signal })) {
      for (const found of eachText(page.prefixes)) there.add(found.slice(prefix.length, -1));
    }
    return new Map(
      folders.map((folder) => {
        const other = otherFolderFor(folder, (name) => there.has(name));
        there.add(other);
        return [folder, other];
      }),
    );
  }

  async function review(context: JobContext): Promise<Findings> {
    const { items, signal } = context;
    const waiting = items.indicesOf('waiting').filter((index) => !isMarker(index, context));
    const place = { port: await target.port(), bucket: target.bucket, prefix: target.prefix, signal };
    const existing = await existingIn(
      place,
      waiting.map((index) => items.origin(index)),
    );
    for (const name of existing.keys()) isTaken.add(name);
    for (const index of waiting) isTaken.add(items.origin(index));
    const conflicts = new Map<number, Existing>();
    for (const index of waiting) {
      const inTheWay = existing.get(items.origin(index));
      if (isDuplicate && items.origin(index) === items.name(index)) {
        items.choose(index, 'keep-both', otherName(index, context));
      } else if (inTheWay) conflicts.set(index, inTheWay);
    }
    const impossible = whyNot(
      waiting,
      (index) => unaddressable(items.name(index)) ?? tooLong(target.prefix + items.origin(index), items.origin(index)),
    );
    const archived = waiting.filter((index) => items.isArchived(index));
    return { conflicts, impossible, archived, renamed: 0, freeBytes: null };
  }

  function otherName(index: number, { items }: JobContext): string {
    const other = otherNameFor(items.origin(index), (name) => isTaken.has(name));
    isTaken.add(other);
    return other;
  }

  async function itemOf(index: number, context: JobContext): Promise<CopyItem> {
    const { items } = context;
    const name = items.target(index) ?? items.origin(index);
    const [from, to] = await Promise.all([source.port(), target.port()]);
    const item: CopyItem = {
      port: to,
      bucket: target.bucket,
      key: target.prefix + name,
      name,
      isHeld,
      index,
      context,
      source: { port: from, bucket: source.bucket, key: source.prefix + items.name(index) },
      copyLimit,
    };
    goesThrough = !isWithin(item);
    return item;
  }

  /** Where what is copied from and where it is copied to overlap, no item takes the place of another one that is to be copied. */
  function checkNotSource({ key, name, context }: CopyItem): void {
    if (!overlaps || !key.startsWith(source.prefix)) return;
    sources ??= context.items.names();
    if (sources.has(key.slice(source.prefix.length))) throw new PailError('target-exists', { subject: name });
  }

  async function run([index]: readonly number[], context: JobContext): Promise<void> {
    if (index === undefined) return;
    const item = await itemOf(index, context);
    checkAddressable(context.items.name(index));
    const why = tooLong(item.key, item.name);
    if (why) throw new PailError(why);
    checkNotSource(item);
    if (kind === 'move') return moveItem(item, removals);
    const { left = null } = await makeCopy(item);
    leave(context.items, index, left);
  }

  return {
    kind,
    batch: 1,
    weight: (index, { items }) => {
      const size = items.size(index);
      if (!goesThrough) return 1;
      return size > LARGE_BYTES ? LARGE_WEIGHT : Math.max(1, Math.ceil(size / MEBIBYTE));
    },
    seed,
    prepare,
    review,
    otherName,
    keptBytes: copiedBytes,
    run,
    answers: ({ signal }) => answers([source, target], signal),
    abandon: async (index, context) => abandonCopy(await itemOf(index, context)),
    ended: request.ended,
  };
}

/** A folder by itself: one that is at the target already is what was asked for. */
function isMarker(index: number, { items }: JobContext): boolean {
  return items.name(index).endsWith('/') && items.size(index) === 0;
}
