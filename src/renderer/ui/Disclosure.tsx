import { ChevronRight } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import styles from './Disclosure.module.css';

interface DisclosureProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** Something that is there for those who want to know more. */
export function Disclosure({ label, children }: DisclosureProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div>
      <button
        type="button"
        className={styles['button']}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight size={12} strokeWidth={1.75} className={styles['chevron']} aria-hidden />
        {label}
      </button>
      <div id={id} hidden={!open} className={styles['content']}>
        {children}
      </div>
    </div>
  );
}
