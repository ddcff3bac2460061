import { Component, type ReactNode } from 'react';
import { toFailure } from '../../shared/errors.ts';
import { text } from '../../shared/text/index.ts';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { failureText } from '../ui/failure-details.ts';

interface ErrorBoundaryState {
  readonly error: unknown;
  readonly broken: boolean;
}

/** The last resort: a window that could not draw itself says so and offers to begin again. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: null, broken: false };

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { error, broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    const words = text.ui.crash;
    return (
      <main>
        <EmptyState
          title={words.title}
          actions={
            <>
              <Button look="primary" onClick={() => location.reload()}>
                {words.reload}
              </Button>
              <CopyButton value={failureText(toFailure(this.state.error))} />
            </>
          }
        >
          <p role="alert">{words.body}</p>
        </EmptyState>
      </main>
    );
  }
}
