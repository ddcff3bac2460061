import { text } from '../../../shared/text/index.ts';
import { stopMeasuring, useMeasured } from '../../state/measure.ts';
import { useCommand } from '../../ui/commands.ts';
import { formatExactSize, formatSize } from '../../ui/format.ts';
import { StatusLink } from './StatusLink.tsx';

/** How much is in the selected folders: offered, being counted, or counted as far as somebody wanted to wait. */
export function SelectionSize({ folders }: { readonly folders: number }) {
  const words = text.ui.explorer;
  const measured = useMeasured((state) => state.measured);
  const { label, reason, run } = useCommand('calculateSize');
  if (measured === null) {
    return folders > 0 && !reason ? <StatusLink onPress={run}>{label}</StatusLink> : null;
  }
  const objects = text.counts.objects(measured.objects);
  const size = formatSize(measured.bytes);
  if (measured.counting) {
    return (
      <>
        <p>{words.sizeCounting(objects, size)}</p>
        <StatusLink onPress={stopMeasuring}>{words.stop}</StatusLink>
      </>
    );
  }
  const sum = measured.complete ? words.sizeCounted(objects, size) : words.sizeAtLeast(objects, size);
  return (
    <>
      <p role="status" title={formatExactSize(measured.bytes)}>
        {sum}
      </p>
      {measured.complete ? null : <StatusLink onPress={run}>{text.ui.common.tryAgain}</StatusLink>}
    </>
  );
}
