/** Which credential source a rule gets, and what it is for one person. */
import type { ConditionOutcome, ShownCredentials, SourceOutcome } from '../../shared/model/explanation.ts';
import type { Condition } from '../../shared/model/profile/conditions.ts';
import type { CredentialSource } from '../../shared/model/profile/credentials.ts';
import type { AnyRule } from '../../shared/model/profile/locations.ts';
import type { Storage } from '../../shared/model/profile/storage.ts';
import { evaluateTemplate, type Scope } from './template.ts';

/** A credential source with its templates filled in for one person. Secrets are not in it: the broker gets those. */
export type ResolvedCredentials =
  | { readonly kind: 'static'; readonly sourceId: string; readonly accessKeyId: string }
  | {
      readonly kind: 'webIdentity';
      readonly sourceId: string;
      /** Left out: none is sent. */
      readonly roleArn?: string;
      /** Left out: AWS. */
      readonly stsEndpoint?: string;
      /** PEM, where STS is at a store that has authorities of its own, besides those of the profile. */
      readonly certificateAuthorities?: string;
      readonly region: string;
      readonly durationSeconds: number;
      /** Whether the keys are cut to the location that they are for. */
      readonly sessionPolicy?: 'location';
    }
  | {
      readonly kind: 'identityPool';
      readonly sourceId: string;
      readonly identityPoolId: string;
      readonly region: string;
      /** Left out: the pool chooses. */
      readonly roleArn?: string;
      /** Left out: AWS. */
      readonly endpoint?: string;
      /** What the pool knows the sign-in service by: its issuer without the scheme. */
      readonly provider: string;
    };

/** The first source that the rule may have and whose `when` is true, and why not those before it. `judged`: what a condition comes to. */
export function chooseSource(
  sources: readonly CredentialSource[],
  rule: AnyRule,
  judged: (condition: Condition) => ConditionOutcome,
): { readonly source: CredentialSource | null; readonly outcomes: readonly SourceOutcome[] } {
  let chosen: CredentialSource | null = null;
  const outcomes = sources.map((source): SourceOutcome => {
    const { id, kind } = source;
    if (rule.credentials !== undefined && id !== rule.credentials)
      return { id, kind, outcome: 'not-named', when: null };
    if (chosen) return { id, kind, outcome: 'later', when: null };
    const when = source.when ? judged(source.when) : null;
    if (when !== null && when.truth !== 'true') return { id, kind, outcome: 'not-met', when };
    chosen = source;
    return { id, kind, outcome: 'chosen', when };
  });
  return { source: chosen, outcomes };
}

/** For whom a source is filled in, and for which store. */
interface Circumstances {
  /** The profile's, with the changes of the source and of the rule. */
  readonly storage: Storage;
  /** Of the profile. */
  readonly issuer: string;
  /** That all services of the profile may lead to. */
  readonly certificateAuthorities: string | undefined;
  readonly scope: Scope;
}

/** A source filled in for one person. Throws Unmapped where that cannot be. */
export function resolveSource(
  source: CredentialSource,
  { storage, issuer, certificateAuthorities, scope }: Circumstances,
): ResolvedCredentials {
  const { id: sourceId } = source;
  if (source.kind === 'static') return { kind: 'static', sourceId, accessKeyId: source.accessKeyId };
  const role = source.roleArn === undefined ? {} : { roleArn: evaluateTemplate(source.roleArn, scope, 'role') };
  if (source.kind === 'identityPool') {
    const { kind, identityPoolId, endpoint } = source;
    const region = source.region ?? identityPoolId.replace(/:.*$/, '');
    const provider = issuer.replace(/^https?:\/\//, '');
    return { kind, sourceId, identityPoolId, region, provider, ...role, ...(endpoint !== undefined && { endpoint }) };
  }
  const stsEndpoint = source.stsEndpoint ?? storage.endpoint;
  const others = storage.certificateAuthorities;
  const isAtOther = source.stsEndpoint === undefined && others !== undefined && others !== certificateAuthorities;
  return {
    kind: 'webIdentity',
    sourceId,
    ...role,
    region: storage.region,
    durationSeconds: source.durationSeconds,
    ...(stsEndpoint !== undefined && { stsEndpoint }),
    ...(isAtOther && { certificateAuthorities: others }),
    ...(source.sessionPolicy !== undefined && { sessionPolicy: source.sessionPolicy }),
  };
}

/** What of credentials may be shown. */
export function shownCredentials(credentials: ResolvedCredentials): ShownCredentials {
  const { sourceId, kind } = credentials;
  return { sourceId, kind, roleArn: credentials.kind === 'static' ? null : (credentials.roleArn ?? null) };
}
