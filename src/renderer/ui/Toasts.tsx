import { CircleAlert, Info, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Notice } from '../../shared/api.ts';
import { text } from '../../shared/text/index.ts';
import { Button } from './Button.tsx';
import { CopyButton } from './CopyButton.tsx';
import { cx } from './cx.ts';
import { IconButton } from './IconButton.tsx';
import styles from './Toasts.module.css';

export interface Toast extends Notice {
  readonly id: number;
  /** What can be done about it; the notice is gone with it. */
  readonly action?: { readonly label: string; run(): void } | undefined;
}

const STAY_MS = 7000;

interface ToastsProps {
  readonly toasts: readonly Toast[];
  onDismiss(id: number): void;
}

/** Notices that nobody asked for, newest last. Errors, and what can be acted on, stay until they are dismissed. */
export function Toasts({ toasts, onDismiss }: ToastsProps) {
  return (
    <section className={styles['region']} aria-label={text.ui.common.notifications}>
      {toasts.map((toast) => (
        <ToastItem key={toast.id} toast={toast} onDismiss={() => onDismiss(toast.id)} />
      ))}
    </section>
  );
}

function ToastItem({ toast, onDismiss }: { readonly toast: Toast; onDismiss(): void }) {
  const { action } = toast;
  const [held, setHeld] = useState(false);
  const leaves = toast.kind === 'info' && !action && !held;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new callback must not start the time again
  useEffect(() => {
    if (!leaves) return;
    const timer = setTimeout(onDismiss, STAY_MS);
    return () => clearTimeout(timer);
  }, [leaves]);
  const Icon = toast.kind === 'error' ? CircleAlert : Info;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing happens here; being looked at keeps it on screen
    <div
      className={cx(styles['toast'], styles[toast.kind])}
      role={toast.kind === 'error' ? 'alert' : 'status'}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon size={16} strokeWidth={1.5} className={styles['icon']} aria-hidden />
      <div className={styles['text']}>
        <p data-selectable>{toast.message}</p>
        {action ? (
          <Button
            look="link"
            onClick={() => {
              onDismiss();
              action.run();
            }}
          >
            {action.label}
          </Button>
        ) : null}
        {toast.details ? <CopyButton look="link" value={toast.details} /> : null}
      </div>
      <IconButton icon={X} small label={text.ui.common.dismiss} onClick={onDismiss} />
    </div>
  );
}
