import { Check, CircleHelp, X } from 'lucide-react';
import type { AccountAccess } from '../../../shared/model/access.ts';
import { bucketListOutcome, ruleOutcome } from '../../../shared/model/access-text.ts';
import type {
  ConditionOutcome,
  PlaceOutcome,
  RuleOutcome,
  SourceOutcome,
  Truth,
} from '../../../shared/model/explanation.ts';
import { text } from '../../../shared/text/index.ts';
import { cx } from '../../ui/cx.ts';
import { Disclosure } from '../../ui/Disclosure.tsx';
import sections from '../../ui/Sections.module.css';
import styles from './AccessSheet.module.css';

/** Every rule of the profile with its result, and what that came of. */
export function RulesSection({ access }: { readonly access: AccountAccess }) {
  return (
    <div className={sections['section']}>
      <p className={styles['quiet']}>{text.ui.access.rulesHint}</p>
      <ol className={styles['list']}>
        {access.explanation.rules.map((rule) => (
          <Rule key={rule.index} rule={rule} outcome={ruleOutcome(rule)} />
        ))}
        {access.explanation.bucketLists.map((list) => (
          <Rule key={`list ${list.index}`} rule={{ ...list, places: [] }} outcome={bucketListOutcome(list)} />
        ))}
      </ol>
    </div>
  );
}

function Rule({ rule, outcome }: { readonly rule: RuleOutcome; readonly outcome: string }) {
  const words = text.ui.access;
  const gives = rule.reason === null;
  return (
    <li className={styles['item']}>
      <h3 className={styles['label']}>{words.rule(rule.index + 1, rule.label)}</h3>
      <p className={cx(!gives && styles['quiet'])}>{outcome}</p>
      {rule.when ? <Condition condition={rule.when} /> : <p className={styles['quiet']}>{words.noCondition}</p>}
      {rule.places.some(({ item }) => item !== null) ? (
        <ul className={styles['tree']}>
          {rule.places.map((place) => (
            <li key={place.item}>{placeWords(place)}</li>
          ))}
        </ul>
      ) : null}
      {rule.sources.length > 0 ? (
        <Disclosure label={words.sources}>
          <ul className={styles['tree']}>
            {rule.sources.map((source) => (
              <Source key={source.id} source={source} />
            ))}
          </ul>
        </Disclosure>
      ) : null}
    </li>
  );
}

/** What one value of `forEach` gave. */
function placeWords(place: PlaceOutcome): string {
  const words = text.ui.access;
  const what = place.location === null ? place.reason.message : `${place.location.bucket}/${place.location.prefix}`;
  return text.ui.common.about(words.forItem(place.item ?? ''), what);
}

function Source({ source: { id, outcome, when } }: { readonly source: SourceOutcome }) {
  return (
    <li>
      <p>{text.ui.common.about(id, text.ui.access.outcome[outcome])}</p>
      {when ? <Condition condition={when} /> : null}
    </li>
  );
}

const MARKS: Readonly<Record<Truth, typeof Check>> = { true: Check, false: X, unknown: CircleHelp };

function Condition({ condition }: { readonly condition: ConditionOutcome }) {
  const { truth, words, parts } = condition;
  const Mark = MARKS[truth];
  return (
    <div className={styles['condition']}>
      <p className={styles['truth']} data-truth={truth}>
        <Mark size={14} strokeWidth={1.75} aria-hidden />
        <span>
          {words}: <span className={styles['aside']}>{text.ui.access.truths[truth]}</span>
        </span>
      </p>
      {parts.length > 0 ? (
        <div className={styles['parts']}>
          {parts.map((part, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a condition have their order and nothing else
            <Condition key={index} condition={part} />
          ))}
        </div>
      ) : null}
    </div>
  );
}
