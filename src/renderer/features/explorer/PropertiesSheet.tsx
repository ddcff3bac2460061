import { useCallback, useEffect, useState } from 'react';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import type { Selection } from '../../../shared/model/listing.ts';
import type { Location } from '../../../shared/model/location.ts';
import type { ObjectFacts } from '../../../shared/model/object-facts.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import type { SoleEntry } from '../../state/sheets.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { FailureLine } from '../../ui/FailureLine.tsx';
import { kindOf } from '../../ui/file-kind.ts';
import { formatExactDate, formatExactSize, formatSize } from '../../ui/format.ts';
import { splitPath, visibleName } from '../../ui/names.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import { useDelayed } from '../../ui/use-delayed.ts';
import styles from './PropertiesSheet.module.css';

interface PropertiesSheetProps {
  readonly viewId: string;
  readonly selection: Selection;
  readonly entry: SoleEntry;
  readonly location: Location;
  /** `s3://bucket/key`. */
  readonly address: string;
  onClose(): void;
}

const words = text.ui.properties;

/** What is known of one row, and of an object what its store tells besides. */
export function PropertiesSheet({ viewId, selection, entry, location, address, onClose }: PropertiesSheetProps) {
  const name = splitPath(entry.name)[1];
  const isFolder = entry.kind === 'folder';
  const mayAsk = !isFolder && location.actions.includes('read');
  const { facts, failure, ask } = useFacts(viewId, selection, mayAsk);
  const isLate = useDelayed(mayAsk && facts === null && failure === null);
  return (
    <Sheet
      wide
      title={words.title(visibleName(name))}
      onClose={onClose}
      actions={
        <>
          <CopyButton label={words.copyAddress} value={address} />
          <Button autoFocus look="primary" onClick={onClose}>
            {words.done}
          </Button>
        </>
      }
    >
      <div className={styles['facts']}>
        <Facts
          facts={[
            [words.kind, kindOf(name, isFolder)],
            [words.location, location.label],
            [words.address, visibleName(address)],
            ...shownFacts(entry),
            ...(facts ? toldFacts(facts) : []),
          ]}
        />
      </div>
      {isLate ? <p role="status">{words.asking}</p> : null}
      {failure ? <FailureLine failure={failure} onAgain={ask} /> : null}
    </Sheet>
  );
}

type Fact = readonly [label: string, value: string];

/** What the listing has shown. */
function shownFacts({ size, modified }: SoleEntry): Fact[] {
  return [
    ...(size == null ? [] : [[words.size, words.sizeBoth(formatSize(size), formatExactSize(size))] as const]),
    ...(modified == null ? [] : [[words.modified, formatExactDate(modified)] as const]),
  ];
}

/** What is on the object was written by whoever put it there. */
function toldFacts({ contentType, storageClass, cacheControl, contentEncoding, etag, metadata }: ObjectFacts): Fact[] {
  const told: Fact[] = [
    [words.contentType, contentType ?? words.notTold],
    [words.storageClass, storageClass ?? words.usualClass],
    ...(cacheControl === null ? [] : [[words.cacheControl, cacheControl] as const]),
    ...(contentEncoding === null ? [] : [[words.contentEncoding, contentEncoding] as const]),
    [words.etag, etag],
    ...Object.entries(metadata).map(([name, value]) => [words.metadata(name), value] as const),
  ];
  return told.map(([label, value]) => [visibleName(label), visibleName(value)]);
}

/** Asks the store as soon as the sheet is open, and again when somebody says so. */
function useFacts(viewId: string, selection: Selection, mayAsk: boolean) {
  const [facts, setFacts] = useState<ObjectFacts | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const ask = useCallback(() => {
    setFailure(null);
    pail.objects.facts(viewId, selection).then(setFacts, (error: unknown) => setFailure(toFailure(error)));
  }, [viewId, selection]);
  useEffect(() => {
    if (mayAsk) ask();
  }, [mayAsk, ask]);
  return { facts, failure, ask };
}
