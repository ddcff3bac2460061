import type { FormEvent, ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { cx } from './cx.ts';
import styles from './Sheet.module.css';
import { useReturnFocus } from './use-return-focus.ts';

interface SheetProps {
  readonly title: string;
  /** True when it asks before something is destroyed. */
  readonly alert?: boolean;
  /** For more than a question; `table`: for one of many columns. */
  readonly wide?: boolean | 'table';
  /** The facts. */
  readonly children: ReactNode;
  /** The buttons, the last one the deed. Give `autoFocus` to the safe one, or to the field to fill in. */
  readonly actions: ReactNode;
  onClose(): void;
  onSubmit?(): void;
}

/** A question in front of the window. Escape and a click outside answer it with `onClose`. */
export function Sheet({ title, alert = false, wide = false, children, actions, onClose, onSubmit }: SheetProps) {
  useReturnFocus();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <ModalOverlay
      className={styles['scrim'] ?? ''}
      isOpen
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={cx(styles['sheet'], wide && styles['wide'], wide === 'table' && styles['table'])}>
        <Dialog role={alert ? 'alertdialog' : 'dialog'} className={styles['dialog'] ?? ''}>
          <form onSubmit={submit}>
            <Heading slot="title" level={2} className={styles['title'] ?? ''}>
              {title}
            </Heading>
            <div className={styles['body']}>{children}</div>
            <div className={styles['actions']}>{actions}</div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
