import { expect, test } from 'vitest';
import { PailError } from '../../../shared/errors.ts';
import { DEFAULT_ARRANGEMENT } from '../../../shared/model/listing.ts';
import type { LocationGrant } from '../protocol.ts';
import { Views } from './views.ts';

const GRANT: LocationGrant = {
  id: 'l',
  label: 'L',
  bucket: 'b',
  prefix: '',
  actions: ['list'],
  storage: { region: 'us-east-1', pathStyle: true },
  credentialsId: 'c',
};

test('no two engine lives give a view the same id', () => {
  const open = (views: Views) =>
    views.open(GRANT, '', DEFAULT_ARRANGEMENT, () => Promise.reject(new PailError('engine-stopped'))).viewId;
  const [before, after] = [new Views(() => undefined), new Views(() => undefined)];
  const old = open(before);
  open(after);
  expect(() => after.listing(old)).toThrow(PailError);
});
