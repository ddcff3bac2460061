import { afterEach, beforeEach, expect, it } from 'vitest';
import { installFakePail, statusOf } from '../testing/fake-pail.ts';
import { onlyOne } from './chosen.ts';
import { useListing } from './listing-store.ts';
import { focusName, forgetWantedName, seekWantedName } from './row-places.ts';

const FOLDER = -1;
let there: { readonly id: number; readonly name: string; readonly size: number }[];

beforeEach(() => {
  there = [{ id: 1, name: 'Photos', size: FOLDER }];
  installFakePail({
    listings: {
      find: (_viewId: string, prefix: string) => there.findIndex(({ name }) => name.startsWith(prefix)),
      rows: (viewId: string, start: number, count: number) => {
        const page = there.slice(start, start + count);
        return {
          viewId,
          version: 1,
          start,
          ids: page.map(({ id }) => id),
          names: page.map(({ name }) => name),
          sizes: page.map(({ size }) => size),
          modified: page.map(() => 0),
        };
      },
    },
  });
  useListing.setState({ status: statusOf({}), chosen: onlyOne(9), focus: 0 });
});
afterEach(() => {
  forgetWantedName();
  useListing.setState(useListing.getInitialState(), true);
});

/** Rows have come. */
async function look(): Promise<void> {
  seekWantedName();
  await new Promise((resolve) => setTimeout(resolve));
}

it('a late row is focused once it comes, and what is of another kind is not taken for it', async () => {
  await focusName('Photos', { kind: 'object', late: true });
  await look();
  expect(useListing.getState()).toMatchObject({ focus: 0, chosen: onlyOne(9) });
  there.push({ id: 2, name: 'Photos', size: 12 });
  await look();
  expect(useListing.getState()).toMatchObject({ focus: 1, chosen: onlyOne(2) });
});

it('a late row is not waited for by whoever has gone elsewhere', async () => {
  await focusName('Plans', { kind: 'folder', late: true });
  forgetWantedName();
  there.push({ id: 2, name: 'Plans', size: FOLDER });
  await look();
  expect(useListing.getState()).toMatchObject({ focus: 0, chosen: onlyOne(9) });
});

it('any other row is given up where the listing ended without it', async () => {
  await focusName('Plans');
  there.push({ id: 2, name: 'Plans', size: FOLDER });
  await look();
  expect(useListing.getState()).toMatchObject({ focus: 0, chosen: onlyOne(9) });
});
