import { CircleAlert, Info, X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Notice } from '../../shared/api.ts';
import { text } from '../../shared/text/index.ts';
import { Button } from './Button.tsx';
import { CopyButton } from './CopyButton.tsx';
import { cx } from './cx.ts';
import { focusOn } from './focus-targets.ts';
import { IconButton } from './IconButton.tsx';
import styles from './Toasts.module.css';

export interface Toast extends Notice {
  readonly id: number;
  /** What can be done about it; the notice is gone with it. */
  readonly action?: { readonly label: string; run(): void } | undefined;
}

/** Long enough to be read, twice for what somebody may want to act on or pass on. */
const STAY_MS = 7000;
const STAY_LONG_MS = 20_000;

interface ToastsProps {
  readonly toasts: readonly Toast[];
  onDismiss(id: number): void;
}

/** Notices that nobody asked for, newest last. Each goes by itself, but not while it is pointed at or has the focus, nor while nobody looks. */
export function Toasts({ toasts, onDismiss }: ToastsProps) {
  return (
    <section className={styles['region']} aria-label={text.ui.common.notifications}>
      {toasts.length === 0 ? null : (
        <div className={styles['stack']}>
          {toasts.map((toast) => (
            <ToastItem key={toast.id} toast={toast} onDismiss={() => onDismiss(toast.id)} />
          ))}
        </div>
      )}
    </section>
  );
}

function onWindowFocus(listener: () => void): () => void {
  window.addEventListener('focus', listener);
  window.addEventListener('blur', listener);
  return () => {
    window.removeEventListener('focus', listener);
    window.removeEventListener('blur', listener);
  };
}

/** Whether the person is in this window. */
function useWindowFocus(): boolean {
  return useSyncExternalStore(onWindowFocus, () => document.hasFocus());
}

function ToastItem({ toast, onDismiss }: { readonly toast: Toast; onDismiss(): void }) {
  const { action } = toast;
  const [held, setHeld] = useState(false);
  const seen = useWindowFocus();
  const leaves = seen && !held;
  const stay = toast.kind === 'info' && !action ? STAY_MS : STAY_LONG_MS;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new callback must not start the time again
  useEffect(() => {
    if (!leaves) return;
    const timer = setTimeout(onDismiss, stay);
    return () => clearTimeout(timer);
  }, [leaves]);
  const dismissNow = () => {
    // Who dismisses it by keyboard goes on with the files.
    focusOn('list');
    onDismiss();
  };
  const Icon = toast.kind === 'error' ? CircleAlert : Info;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing happens here; being looked at keeps it on screen
    <div
      className={cx(styles['toast'], styles[toast.kind])}
      role={toast.kind === 'error' ? 'alert' : 'status'}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={({ currentTarget }) => setHeld(currentTarget.contains(document.activeElement))}
      onFocus={() => setHeld(true)}
      onBlur={({ currentTarget }) => setHeld(currentTarget.matches(':hover'))}
    >
      <Icon size={16} strokeWidth={1.5} className={styles['icon']} aria-hidden />
      <div className={styles['text']}>
        <p data-selectable>{toast.message}</p>
        {action ? (
          <Button
            look="link"
            onClick={() => {
              dismissNow();
              action.run();
            }}
          >
            {action.label}
          </Button>
        ) : null}
        {toast.details ? <CopyButton look="link" value={toast.details} /> : null}
      </div>
      <IconButton icon={X} small label={text.ui.common.dismiss} onClick={dismissNow} />
    </div>
  );
}
