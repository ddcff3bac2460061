import type { LinkReview } from '../../../shared/model/profile-review.ts';
import { text } from '../../../shared/text/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import styles from './ImportSheet.module.css';
import { useAnswer } from './use-answer.ts';

/** Asks whether to fetch a profile that a link names. Until the answer nothing goes to that address. */
export function LinkSheet({ review }: { readonly review: LinkReview }) {
  const words = text.ui.profiles;
  const { busy, accept, decline } = useAnswer(review.id);
  return (
    <Sheet
      alert
      title={words.linkTitle}
      onClose={decline}
      actions={
        <>
          <Button autoFocus onClick={decline}>
            {words.cancel}
          </Button>
          <Button look="primary" reason={busy ? words.fetching : null} onClick={() => void accept()}>
            {busy ? words.fetching : words.fetch}
          </Button>
        </>
      }
    >
      <p>{words.linkText(review.host)}</p>
      <dl className={styles['facts']}>
        <dt>{words.linkAddress}</dt>
        <dd className={styles['mono']} data-selectable>
          {review.address}
        </dd>
      </dl>
    </Sheet>
  );
}
