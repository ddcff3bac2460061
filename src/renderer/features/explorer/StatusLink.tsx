import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { focusOn } from '../../ui/focus-targets.ts';

interface StatusLinkProps {
  readonly children: ReactNode;
  onPress(): void;
}

/** A deed in the status bar. It goes as soon as it is done, so the list gets the focus: it would be nowhere else. */
export function StatusLink({ children, onPress }: StatusLinkProps) {
  return (
    <Button
      look="link"
      onClick={() => {
        focusOn('list');
        onPress();
      }}
    >
      {children}
    </Button>
  );
}
