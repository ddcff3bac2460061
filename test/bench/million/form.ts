/** Whether the synthetic pages are what Ceph writes: a client must not find them easier to read than real ones. */
import { CreateBucketCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import type { Store } from '../bench.ts';
import { seedObjects } from '../seed-objects.ts';
import { syntheticEntries } from './entries.ts';
import { MILLION_BUCKET, MILLION_FOLDER } from './names.ts';
import { Pages } from './pages.ts';

const COUNT = 1000;
/** So that there is a first page, one in the middle and a last one. */
const PER_PAGE = 400;

/**
 * Puts objects of the same names into a real store, and compares all pages of both: the same bytes, except for times, sizes
 * and ETags. Throws an Error with the first difference.
 */
export async function checkForm(store: Store): Promise<void> {
  const { endpoint, admin: keys, s3 } = store;
  const entries = syntheticEntries(COUNT);
  const synthetic = new Pages(MILLION_BUCKET, MILLION_FOLDER, entries);
  await s3.send(new CreateBucketCommand({ Bucket: MILLION_BUCKET }));
  await s3.send(new PutBucketPolicyCommand({ Bucket: MILLION_BUCKET, Policy: everybodyMayList() }));
  const names = entries.names.map((name) => `${MILLION_FOLDER}${name}`);
  await seedObjects({ endpoint, keys, bucket: MILLION_BUCKET }, names);
  const encoded = { 'encoding-type': 'url' };
  await comparePages(synthetic, endpoint, { prefix: MILLION_FOLDER, delimiter: '/', ...encoded });
  await comparePages(synthetic, endpoint, { prefix: MILLION_FOLDER, delimiter: '/' });
  await comparePages(synthetic, endpoint, { prefix: MILLION_FOLDER, ...encoded, 'start-after': names[100] ?? '' });
  await comparePages(synthetic, endpoint, { prefix: '', delimiter: '/', ...encoded });
}

async function comparePages(synthetic: Pages, endpoint: string, query: Record<string, string>): Promise<void> {
  for (let token: string | null = null; ; ) {
    const asked = new URLSearchParams({ 'list-type': '2', 'max-keys': String(PER_PAGE), ...query });
    if (token !== null) asked.set('continuation-token', token);
    const answer = await fetch(`${endpoint}/${MILLION_BUCKET}?${asked}`);
    const real = withoutValues(await answer.text());
    const made = withoutValues(synthetic.answer(asked).join(''));
    if (real !== made) throw new Error(`The synthetic page is not of the store's form: ${difference(real, made)}`);
    token = /<NextContinuationToken>([^<]*)/.exec(real)?.[1] ?? null;
    if (token === null) return;
  }
}

function withoutValues(page: string): string {
  return page
    .replace(/(?<=<LastModified>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'time')
    .replace(/(?<=<Size>)\d+/g, 'size')
    .replace(/(?<=<ETag>&quot;)[0-9a-f]{32}/g, 'etag');
}

function difference(real: string, made: string): string {
  let at = 0;
  while (real[at] === made[at]) at += 1;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60));
  return `at ${at} the store has ${around(real)} and the synthetic page ${around(made)}`;
}

function everybodyMayList(): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:ListBucket',
        Resource: `arn:aws:s3:::${MILLION_BUCKET}`,
      },
    ],
  });
}
