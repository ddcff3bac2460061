import type { ReactElement } from 'react';
import { Focusable, Tooltip, TooltipTrigger } from 'react-aria-components';
import styles from './Tip.module.css';

interface TipProps {
  readonly text: string;
  readonly placement?: 'bottom' | 'top' | 'right';
  /** One focusable element of the page, such as a button. */
  readonly children: ReactElement<React.DOMAttributes<Element>, string>;
}

/** A tooltip for hover and keyboard focus. */
export function Tip({ text, placement = 'bottom', children }: TipProps) {
  return (
    <TooltipTrigger delay={600} closeDelay={80}>
      <Focusable>{children}</Focusable>
      <Tooltip className={styles['tip'] ?? ''} placement={placement} offset={6}>
        {text}
      </Tooltip>
    </TooltipTrigger>
  );
}
