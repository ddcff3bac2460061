import { useEffect, useState } from 'react';
import { text } from '../../shared/text/index.ts';
import { Button, type ButtonProps } from './Button.tsx';
import { copyText } from './copy-text.ts';

interface CopyButtonProps {
  readonly value: string;
  readonly label?: string;
  readonly look?: NonNullable<ButtonProps['look']>;
}

/** Copies text and says so for a moment. */
export function CopyButton({ value, label = text.ui.common.copyDetails, look = 'plain' }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button look={look} onClick={() => void copyText(value).then(setCopied)}>
      {copied ? text.ui.common.copied : label}
    </Button>
  );
}
