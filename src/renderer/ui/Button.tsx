import type { ComponentProps } from 'react';
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

export function Button({
  look = 'plain',
  submit = false,
  small = false,
  reason = null,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={submit ? 'submit' : 'button'}
      className={cx(styles['button'], styles[look], small && styles['small'])}
      {...(reason === null ? {} : { 'aria-disabled': true, 'aria-description': reason, title: reason })}
      onClick={reason === null ? onClick : (event) => event.preventDefault()}
    />
  );
}
