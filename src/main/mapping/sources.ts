/** Which credential source a rule gets, and what it is for one person. */
import type { ShownCredentials, SourceOutcome } from '../../shared/model/explanation.ts';
import type { CredentialSource } from '../../shared/model/profile/credentials.ts';
import type { AnyRule } from '../../shared/model/profile/locations.ts';
import type { Storage } from '../../shared/model/profile/storage.ts';
import type { Claims } from './claims.ts';
import { judge } from './condition.ts';
import { evaluateTemplate, type Scope } from './template.ts';

/** A credential source with its templates filled in for one person. Secrets are not in it: the broker gets those. */
export type ResolvedCredentials =
  | { readonly kind: 'static'; readonly sourceId: string; readonly accessKeyId: string }
  | {
      readonly kind: 'webIdentity';
      readonly sourceId: string;
      readonly roleArn: string;
      /** Left out: AWS. */
      readonly stsEndpoint?: string;
      readonly region: string;
      readonly durationSeconds: number;
    };

/** The first source that the rule may have and whose `when` is true, and why not those before it. */
export function chooseSource(
  sources: readonly CredentialSource[],
  rule: AnyRule,
  claims: Claims,
): { readonly source: CredentialSource | null; readonly outcomes: readonly SourceOutcome[] } {
  let chosen: CredentialSource | null = null;
  const outcomes = sources.map((source): SourceOutcome => {
    const { id, kind } = source;
    if (rule.credentials !== undefined && id !== rule.credentials)
      return { id, kind, outcome: 'not-named', when: null };
    if (chosen) return { id, kind, outcome: 'later', when: null };
    const when = source.when ? judge(source.when, claims) : null;
    if (when !== null && when.truth !== 'true') return { id, kind, outcome: 'not-met', when };
    chosen = source;
    return { id, kind, outcome: 'chosen', when };
  });
  return { source: chosen, outcomes };
}

/** A source filled in for one person. Throws Unmapped where that cannot be. */
export function resolveSource(storage: Storage, source: CredentialSource, scope: Scope): ResolvedCredentials {
  if (source.kind === 'static') return { kind: 'static', sourceId: source.id, accessKeyId: source.accessKeyId };
  const stsEndpoint = source.stsEndpoint ?? storage.endpoint;
  return {
    kind: 'webIdentity',
    sourceId: source.id,
    roleArn: evaluateTemplate(source.roleArn, scope, 'role'),
    region: storage.region,
    durationSeconds: source.durationSeconds,
    ...(stsEndpoint !== undefined && { stsEndpoint }),
  };
}

/** What of credentials may be shown. */
export function shownCredentials(credentials: ResolvedCredentials): ShownCredentials {
  const { sourceId, kind } = credentials;
  return { sourceId, kind, roleArn: credentials.kind === 'webIdentity' ? credentials.roleArn : null };
}
