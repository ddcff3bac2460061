import { Ellipsis, Pause, Play, ReceiptText, X } from 'lucide-react';
import { COMMANDS, keysOf } from '../../../shared/commands.ts';
import { hasEnded, isActive, type TransferSummary } from '../../../shared/model/transfer.ts';
import { waitsFor } from '../../../shared/model/transfer-groups.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { notify, report } from '../../state/notices.ts';
import { toggleFirst } from '../../state/transfers.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { describeKeys } from '../../ui/keys.ts';
import { MenuButton } from '../../ui/MenuButton.tsx';
import { IS_MAC } from '../../ui/platform.ts';
import { answer, cancel, pauseOrResume } from './deeds.ts';
import { useFolderOf } from './use-folder-of.ts';

interface TransferActionsProps {
  readonly summary: TransferSummary;
  readonly title: string;
  /** Starts the sign-in of the account that it belongs to; `null` where nobody knows that account. */
  readonly signIn: (() => void) | null;
}

/** What can be done about a transfer now. Text where it answers something, icons for the rest. */
export function TransferActions({ summary, title, signIn }: TransferActionsProps) {
  const words = text.ui.transfers;
  if (hasEnded(summary)) return <EndActions summary={summary} title={title} />;
  const pauses = isActive(summary);
  return (
    <>
      <WaitActions summary={summary} signIn={signIn} />
      {pauses || summary.state === 'paused' ? (
        // One button for both, so that whoever pauses by keyboard can resume with the same key.
        <IconButton
          icon={pauses ? Pause : Play}
          small
          label={(pauses ? words.pause : words.resume)(title)}
          onClick={() => pauseOrResume(summary)}
        />
      ) : null}
      <IconButton icon={X} small label={words.cancel(title)} onClick={() => cancel(summary)} />
      <MoreActions summary={summary} title={title} />
    </>
  );
}

/** What is done to a transfer now and then. */
function MoreActions({ summary, title }: Omit<TransferActionsProps, 'signIn'>) {
  const keys = keysOf(COMMANDS.doFirst, IS_MAC)[0];
  const doFirst = {
    id: 'doFirst',
    label: COMMANDS.doFirst.label,
    ...(keys === undefined ? {} : { keys: describeKeys(keys, IS_MAC) }),
    checked: summary.first,
    run: () => void toggleFirst(summary).catch(report),
  };
  return (
    <MenuButton small label={text.ui.transfers.more(title)} groups={[[doFirst]]}>
      <Ellipsis size={14} strokeWidth={1.5} aria-hidden />
    </MenuButton>
  );
}

/** What a transfer needs that goes no further by itself. */
function WaitActions({ summary, signIn }: Omit<TransferActionsProps, 'title'>) {
  const words = text.ui.transfers;
  if (summary.state === 'asking') {
    return (
      <Button small onClick={() => answer(summary)}>
        {words.answer}
      </Button>
    );
  }
  const reason = waitsFor(summary);
  if (reason === null) return null;
  if (reason === 'sign-in' && signIn) {
    return (
      <Button small onClick={signIn}>
        {words.signIn}
      </Button>
    );
  }
  return (
    <Button small onClick={() => pauseOrResume(summary)}>
      {words.tryAgain}
    </Button>
  );
}

/** Saves what became of each item, and says so. */
async function saveReceipts(id: string): Promise<void> {
  const isSaved = await pail.transfers.exportReceipts(id);
  if (isSaved) notify({ kind: 'info', message: text.ui.transfers.receiptsSaved, details: '' });
}

/** What can be done about a transfer that has ended. */
function EndActions({ summary, title }: Omit<TransferActionsProps, 'signIn'>) {
  const words = text.ui.transfers;
  const { id, state, items, recorded, failure } = summary;
  // A cancelled one does not run again.
  const runsAgain = state !== 'cancelled';
  const showFolder = useFolderOf(summary);
  return (
    <>
      {runsAgain && (items.failed > 0 || failure) ? (
        <Button small onClick={() => void pail.transfers.retryFailed(id).catch(report)}>
          {items.failed > 0 ? words.retryFailed(items.failed) : words.tryAgain}
        </Button>
      ) : null}
      {runsAgain && items.replaceable > 0 ? (
        <Button small onClick={() => void pail.transfers.replaceSkipped(id).catch(report)}>
          {words.replaceSkipped(items.replaceable)}
        </Button>
      ) : null}
      {showFolder ? (
        <Button small onClick={showFolder}>
          {words.showFolder}
        </Button>
      ) : null}
      {recorded ? (
        <IconButton
          icon={ReceiptText}
          small
          label={words.receipts(title)}
          onClick={() => void saveReceipts(id).catch(report)}
        />
      ) : null}
    </>
  );
}
