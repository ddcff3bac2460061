/**
 * The policies that enforce what a mapping shows: for each role who may take it (trust) and what its keys may do (permissions).
 * For AWS with the user pool as an OIDC provider, and for Ceph and others that read claims in a trust. Pure.
 */
import type { Condition } from '../../shared/model/profile/conditions.ts';
import { issuerOf, type Profile } from '../../shared/model/profile/profile.ts';
import { parseTemplate } from '../../shared/model/template.ts';
import { cliEn } from '../../shared/text/cli-en.ts';
import { type Claims, claimValue, scalarText } from './claims.ts';
import { describeCondition } from './condition.ts';
import type { Mapping } from './evaluate.ts';
import { distinct, literal, type PolicyDocument, partitionOf, permissionsOf, plain, policy } from './policy.ts';
import { type RoleUse, roleUsesOf, servesOthers } from './role-uses.ts';
import { referredName } from './template.ts';
import { type Term, termsOf } from './trust-terms.ts';

/** What enforces the part of a mapping that one role has. */
export interface Wall {
  readonly roleArn: string;
  /** The `AssumeRolePolicyDocument` of the role. */
  readonly trust: PolicyDocument;
  /** A policy of the role. */
  readonly permission: PolicyDocument;
  /** What these policies cannot say, in sentences. */
  readonly notes: readonly string[];
}

const insertions = (template: string): string[] =>
  parseTemplate(template).flatMap((part) => (typeof part === 'string' ? [] : [part.reference]));

/** The claims that a role's name depends on, with this person's values. */
function roleTerms({ roleTemplate, rule, item }: RoleUse, claims: Claims): Term[] {
  return insertions(roleTemplate).flatMap((reference): Term[] => {
    if (reference === 'item') {
      if (!rule.forEach || item === null) return [];
      return [{ operator: 'ForAnyValue:StringEquals', claim: rule.forEach.claim, value: plain(item) }];
    }
    const claim = referredName(reference);
    const value = scalarText(claimValue(claims, claim));
    return value === null ? [] : [{ operator: 'StringEquals', claim, value: plain(value) }];
  });
}

/** Works out the walls of one profile for one person. */
class Walls {
  readonly #profile: Profile;
  readonly #claims: Claims;
  readonly #mapping: Mapping;
  /** Host and path of the issuer: how policies name the provider. */
  readonly #provider: string;

  constructor(profile: Profile, claims: Claims, mapping: Mapping) {
    this.#profile = profile;
    this.#claims = claims;
    this.#mapping = mapping;
    const { host, pathname } = new URL(issuerOf(profile));
    this.#provider = `${host}${pathname}`;
  }

  wall(roleArn: string, uses: readonly RoleUse[]): Wall {
    const notes: string[] = [];
    const conditions = distinct(uses.map((use) => this.#conditions(use, (note) => notes.push(note))));
    if (conditions.length > 1) notes.push(cliEn.walls.severalRules);
    const [, partition, , , account] = roleArn.split(':');
    const Federated = `arn:${partition}:iam::${account}:oidc-provider/${this.#provider}`;
    const trust = conditions.map((Condition) => ({
      Effect: 'Allow',
      Principal: { Federated: [Federated] },
      Action: ['sts:AssumeRoleWithWebIdentity'],
      Condition,
    }));
    if (uses.some((use) => this.#servesOthers(use))) notes.push(cliEn.walls.otherRules);
    const permission = uses.flatMap((use) => {
      const prefix = this.#folder(use, (note) => notes.push(note));
      return [...permissionsOf({ ...use.place, prefix }, partitionOf(roleArn)), ...use.besides];
    });
    return { roleArn, trust: policy(trust), permission: policy(distinct(permission)), notes: distinct(notes) };
  }

  /** True where somebody else may need this very role for more. */
  #servesOthers({ source, roleTemplate }: RoleUse): boolean {
    return !insertions(roleTemplate).includes('claim:sub') && servesOthers(source, this.#profile, this.#mapping);
  }

  #conditions(use: RoleUse, note: (text: string) => void): Record<string, Record<string, string>> {
    const untold = (condition: Condition): void => note(cliEn.walls.notExpressed(describeCondition(condition)));
    const terms: Term[] = [
      { operator: 'StringEquals', claim: 'aud', value: this.#profile.signIn.clientId },
      ...roleTerms(use, this.#claims),
      ...termsOf(use.source.when, untold),
      ...termsOf(use.rule.when, untold),
    ];
    const conditions: Record<string, Record<string, string>> = {};
    for (const { operator, claim, value } of terms) {
      const key = `${this.#provider}:${claim}`;
      const present = conditions[operator]?.[key];
      // IAM knows but these two of a user pool's token.
      if (use.isAws && claim !== 'aud' && claim !== 'sub') note(cliEn.walls.notInTrust(claim));
      // Two values of one key are alternatives in a policy.
      else if (present !== undefined && present !== value) note(cliEn.walls.notExpressed(`“${claim}” “${value}”`));
      else conditions[operator] = { ...conditions[operator], [key]: value };
    }
    return conditions;
  }

  /** The prefix as the policy has it, and a note where the role cannot keep people apart. */
  #folder({ rule, roleTemplate, place, isAws }: RoleUse, note: (text: string) => void): string {
    const named = insertions(roleTemplate);
    const isNamed = (template: string): boolean =>
      named.includes('claim:sub') || insertions(template).every((reference) => named.includes(reference));
    const parts = parseTemplate(rule.prefix);
    // AWS fills in this variable from the token with which the role was taken: one role for everybody's folders.
    const isSub = parts.every((part) => typeof part === 'string' || isPlainSub(part));
    if (isAws && isSub && !isNamed(rule.prefix) && isNamed(rule.bucket)) {
      return parts.map((part) => (typeof part === 'string' ? literal(part) : `\${${this.#provider}:sub}`)).join('');
    }
    for (const field of ['bucket', 'prefix'] as const) {
      if (!isNamed(rule[field])) note(cliEn.walls.onePerson(field));
    }
    return literal(place.prefix);
  }
}

function isPlainSub(part: { reference: string; filters: readonly unknown[] }): boolean {
  return part.reference === 'claim:sub' && part.filters.length === 0;
}

/** The policies that enforce a mapping, a role each, and what no policy can. */
export function wallsOf(
  profile: Profile,
  claims: Claims,
  mapping: Mapping,
): { readonly walls: readonly Wall[]; readonly notes: readonly string[] } {
  const { uses, notes } = roleUsesOf(profile, mapping);
  const all = new Walls(profile, claims, mapping);
  const roles = distinct(uses.map(({ roleArn }) => roleArn));
  const walls = roles.map((role) =>
    all.wall(
      role,
      uses.filter(({ roleArn }) => roleArn === role),
    ),
  );
  return { walls, notes };
}
