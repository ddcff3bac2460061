import { text } from '../../../shared/text/index.ts';
import { useDragOut } from '../../state/drag-out.ts';
import { cx } from '../../ui/cx.ts';
import { useDelayed } from '../../ui/use-delayed.ts';
import styles from './ExplorerView.module.css';

/** Says that what is dragged out is still on its way here. */
export function DragOutHint() {
  const dragged = useDragOut((state) => state.dragged);
  const isLate = useDelayed(dragged?.phase === 'preparing');
  if (!dragged || !isLate) return null;
  return (
    <p className={cx(styles['hint'], styles['refusal'])} role="status">
      {text.ui.dragOut.preparing(text.counts.items(dragged.count))}
    </p>
  );
}
