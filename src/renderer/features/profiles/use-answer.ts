import { useState } from 'react';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import { report } from '../../state/notices.ts';
import { answerReview } from '../../state/profile-reviews.ts';

/** The answer to a question about a profile while main works on it, and why it was not taken. */
export function useAnswer(reviewId: string) {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Failure | null>(null);
  const accept = async (passphrase: string | null = null): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setWrong(null);
    try {
      await answerReview(reviewId, true, passphrase);
    } catch (error) {
      const failure = toFailure(error);
      // Any other failure ends the question: its sheet is gone.
      if (failure.code === 'passphrase-wrong') setWrong(failure);
      else report(error);
    } finally {
      setBusy(false);
    }
  };
  const decline = (): void => void answerReview(reviewId, false).catch(report);
  return { busy, wrong, accept, decline };
}
