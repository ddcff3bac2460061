import { type ComponentProps, type MouseEvent, useRef } from 'react';
import styles from './Button.module.css';
import { cx } from './cx.ts';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'type'> {
  /** `primary` is the one main action of a view, `danger` destroys, `quiet` has no frame, `link` reads as text. */
  readonly look?: 'plain' | 'primary' | 'danger' | 'quiet' | 'link';
  readonly submit?: boolean;
  /** For a row among other rows. */
  readonly small?: boolean;
  /** Why it cannot be pressed now. It stays focusable, and says so. */
  readonly reason?: string | null;
}

/** Presses that are further apart are none of one double click, on any system. */
const DOUBLE_CLICK_MS = 2000;

/**
 * Whether a press is the second one of a double click whose first went to something else, in whose place the button came: it is not
 * meant for it.
 */
function useStrayPresses() {
  const last = useRef(Number.NEGATIVE_INFINITY);
  return ({ detail: presses, timeStamp }: MouseEvent): boolean => {
    const isStray = presses > 1 && timeStamp - last.current > DOUBLE_CLICK_MS;
    last.current = timeStamp;
    return isStray;
  };
}

export function Button({
  look = 'plain',
  submit = false,
  small = false,
  reason = null,
  onClick,
  ...rest
}: ButtonProps) {
  const isStray = useStrayPresses();
  const press = (event: MouseEvent<HTMLButtonElement>): void => {
    if (reason !== null || isStray(event)) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      {...rest}
      type={submit ? 'submit' : 'button'}
      className={cx(styles['button'], styles[look], small && styles['small'])}
      {...(reason === null ? {} : { 'aria-disabled': true, 'aria-description': reason, title: reason })}
      onClick={press}
    />
  );
}
