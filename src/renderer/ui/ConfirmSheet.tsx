import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import { Sheet } from './Sheet.tsx';

interface ConfirmSheetProps {
  readonly title: string;
  /** The way out, which has the focus. */
  readonly keep: string;
  readonly confirm: string;
  /** `danger` when left out. */
  readonly look?: 'danger' | 'primary';
  readonly children: ReactNode;
  onClose(): void;
  onConfirm(): void;
}

/** Asks whether something is meant, before it is done. */
export function ConfirmSheet({
  title,
  keep,
  confirm,
  look = 'danger',
  children,
  onClose,
  onConfirm,
}: ConfirmSheetProps) {
  return (
    <Sheet
      alert
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button autoFocus onClick={onClose}>
            {keep}
          </Button>
          <Button look={look} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    >
      {children}
    </Sheet>
  );
}
