import type { AccountAccess } from '../../../shared/model/access.ts';
import { tokenSentence } from '../../../shared/model/access-text.ts';
import { text } from '../../../shared/text/index.ts';
import { Checkbox } from '../../ui/Choices.tsx';
import { cx } from '../../ui/cx.ts';
import facts from '../../ui/Facts.module.css';
import { Facts } from '../../ui/Facts.tsx';
import { formatMoment } from '../../ui/format.ts';
import sections from '../../ui/Sections.module.css';
import visually from '../../ui/VisuallyHidden.module.css';
import styles from './AccessSheet.module.css';

interface IdentitySectionProps {
  readonly access: AccountAccess;
  /** Values of claims are not shown: somebody else looks at the screen. */
  readonly hidden: boolean;
  onHide(hidden: boolean): void;
}

export function IdentitySection({ access, hidden, onHide }: IdentitySectionProps) {
  const words = text.ui.access;
  const { issuer, state, remembered, claims } = access;
  const signIn: readonly (readonly [string, string])[] = [
    [words.issuer, issuer],
    [words.state, words[state]],
    ...(state === 'active' ? [[words.token, tokenSentence(access, formatMoment)] as const] : []),
    [words.next, remembered ? words.remembered : words.notRemembered],
  ];
  return (
    <div className={sections['section']}>
      <section className={sections['group']}>
        <h3 className={sections['heading']}>{words.identityHead}</h3>
        <Facts facts={signIn} />
      </section>
      <section className={sections['group']}>
        <h3 className={sections['heading']}>{words.claimsHead}</h3>
        <p className={styles['quiet']}>{words.claimsHint}</p>
        <Checkbox label={words.hide} checked={hidden} onChange={onHide} />
        <dl className={cx(facts['facts'], styles['claims'])}>
          {claims.map(({ name, value }) => (
            <div key={name} className={facts['fact']}>
              <dt className={styles['mono']}>{name}</dt>
              {hidden ? (
                <dd>
                  <span aria-hidden>{words.hidden}</span>
                  <span className={visually['hidden']}>{words.hiddenName}</span>
                </dd>
              ) : (
                <dd className={styles['mono']} data-selectable>
                  {value}
                </dd>
              )}
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
