import { useEffect, useState } from 'react';
import { text } from '../../shared/text/index.ts';
import { Button, type ButtonProps } from './Button.tsx';
import { copyText } from './copy-text.ts';

interface CopyButtonProps {
  /** The text, or what has it copied and answers whether that worked. */
  readonly value: string | (() => Promise<boolean>);
  readonly label?: string;
  readonly small?: boolean;
  readonly look?: NonNullable<ButtonProps['look']>;
}

/** Copies text and says so for a moment. */
export function CopyButton({
  value,
  label = text.ui.common.copyDetails,
  look = 'plain',
  small = false,
}: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      look={look}
      small={small}
      onClick={() => void (typeof value === 'string' ? copyText(value) : value()).then(setCopied)}
    >
      {copied ? text.ui.common.copied : label}
    </Button>
  );
}
