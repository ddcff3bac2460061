/** Questions about profiles: they open by themselves, one after the other, and close when they are not asked any more. */
import { create } from 'zustand';
import type { ProfileReview } from '../../shared/model/profile-review.ts';
import { onPail, pail } from '../bridge.ts';
import { report } from './notices.ts';
import { showProfile } from './place.ts';
import { ask, closeSheet, useSheet } from './sheets.ts';

export const useProfileReviews = create<{ readonly reviews: readonly ProfileReview[] }>(() => ({ reviews: [] }));

function check(): void {
  const { reviews } = useProfileReviews.getState();
  const { sheet } = useSheet.getState();
  if (sheet?.kind === 'profileReview' && !reviews.some(({ id }) => id === sheet.reviewId)) {
    closeSheet();
    return;
  }
  const [next] = reviews;
  if (sheet === null && next) ask({ kind: 'profileReview', reviewId: next.id });
}

/** Listens first and asks then, as the session does. */
export function startProfileReviews(): () => void {
  let told = false;
  const stops = [
    useProfileReviews.subscribe(check),
    useSheet.subscribe(check),
    onPail('profiles.asked', (reviews) => {
      told = true;
      useProfileReviews.setState({ reviews });
    }),
  ];
  pail.profiles
    .reviews()
    .then((reviews) => {
      if (!told) useProfileReviews.setState({ reviews });
    })
    .catch(report);
  return () => {
    for (const stop of stops) stop();
    useProfileReviews.setState({ reviews: [] });
  };
}

/** Answers a question, and goes to the profile that was imported. Rejects as `answerReview` does. */
export async function answerReview(id: string, accept: boolean, passphrase: string | null = null): Promise<void> {
  const profile = await pail.profiles.answerReview(id, accept, passphrase);
  if (profile) showProfile(profile.id);
}
