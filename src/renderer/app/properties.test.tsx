import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failure } from '../../shared/errors.ts';
import { idSetOf } from '../../shared/model/id-set.ts';
import type { ObjectFacts } from '../../shared/model/object-facts.ts';
import { useNotices } from '../state/notices.ts';
import { fails } from '../testing/fake-pail.ts';
import { eachInItsWindow, grid, open, row } from '../testing/open-window.tsx';

const FACTS: ObjectFacts = {
  size: 812,
  modified: 0,
  etag: 'abc',
  contentType: 'text/markdown',
  storageClass: null,
  cacheControl: null,
  contentEncoding: null,
  metadata: { author: 'Ana' },
};

eachInItsWindow();
afterEach(() => useNotices.setState({ toasts: [] }));

const openProperties = async (name: string) => {
  fireEvent.mouseDown(await waitFor(() => row(name)));
  fireEvent.keyDown(grid(), { key: 'Enter', altKey: true });
  return screen.findByRole('dialog', { name: `Properties of “${name}”` });
};

describe('properties', () => {
  it('of a file are what the list shows, and what the store tells', async () => {
    const fake = await open({ objects: { facts: () => FACTS } });
    const sheet = await openProperties('notes.md');
    expect(await within(sheet).findByText('text/markdown')).toBeTruthy();
    expect(fake.callsOf('objects.facts')).toEqual([['view-1', { ids: idSetOf([4]) }]]);
    for (const words of ['s3://acme/home/ana/notes.md', '812 bytes', 'The store’s usual one', 'x-amz-meta-author']) {
      expect(within(sheet).getByText(words)).toBeTruthy();
    }
    fireEvent.click(within(sheet).getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('show what would turn their own words around, whoever wrote it', async () => {
    const turned = 'text/\u202enwodkram';
    await open({ objects: { facts: () => ({ ...FACTS, contentType: turned, cacheControl: turned }) } });
    const sheet = await openProperties('notes.md');
    expect(await within(sheet).findAllByText('text/\\u{202e}nwodkram')).toHaveLength(2);
  });

  it('of a folder ask nobody', async () => {
    const fake = await open();
    const sheet = await openProperties('drafts');
    expect(within(sheet).getByText('s3://acme/home/ana/drafts/')).toBeTruthy();
    expect(fake.callsOf('objects.facts')).toEqual([]);
  });

  it('that the store does not tell are asked for again where that can help', async () => {
    let answer: () => unknown = fails(failure('connection-failed', { subject: 's3.example' }));
    await open({ objects: { facts: () => answer() } });
    const sheet = await openProperties('notes.md');
    await within(sheet).findByRole('alert');
    answer = fails(failure('access-denied', { subject: 'notes.md' }));
    fireEvent.click(within(sheet).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(within(sheet).queryByRole('button', { name: 'Try again' })).toBeNull());
    // What the list knows stays.
    expect(within(sheet).getByText('812 bytes')).toBeTruthy();
  });
});

describe('the address', () => {
  it('of a row, or of the folder without one, is copied', async () => {
    const writeText = vi.fn(async () => undefined);
    vi.spyOn(navigator, 'clipboard', 'get').mockReturnValue({ writeText } as unknown as Clipboard);
    await open();
    await waitFor(() => row('drafts'));
    const copy = () => fireEvent.keyDown(grid(), { key: 'C', ctrlKey: true, shiftKey: true });
    copy();
    await waitFor(() => expect(writeText).toHaveBeenLastCalledWith('s3://acme/home/ana/'));
    fireEvent.mouseDown(row('drafts'));
    copy();
    await waitFor(() => expect(writeText).toHaveBeenLastCalledWith('s3://acme/home/ana/drafts/'));
    expect(await screen.findByText('Copied s3://acme/home/ana/drafts/')).toBeTruthy();
    vi.restoreAllMocks();
  });
});
