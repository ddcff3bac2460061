/** The shared cases of the mapping: what claims and rules come to. Used by unit tests, the command line and docs/mapping.md. */
import { readFileSync } from 'node:fs';

/** A location that a case gives. Fields that are left out are not looked at. */
export interface GivenLocation {
  readonly label: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly actions?: readonly string[];
  /** The id of the credential source. */
  readonly credentials?: string;
  readonly role?: string;
}

/** A location that a case does not give: its label, and fields of the reason. All that the reason has stand here. */
export interface AbsentPlace {
  readonly label: string;
  readonly code: string;
  readonly field?: string;
  readonly claim?: string;
  readonly check?: string;
}

export interface MappingCase {
  readonly name: string;
  /** What it shows, in one sentence. */
  readonly about: string;
  readonly locations: readonly object[];
  /** In place of those of the base. */
  readonly credentials?: readonly object[];
  readonly claims: Readonly<Record<string, unknown>>;
  readonly gives: readonly GivenLocation[];
  readonly absent: readonly AbsentPlace[];
}

const file = new URL('../cases/mapping.json', import.meta.url);
const { base, cases } = JSON.parse(readFileSync(file, 'utf8')) as { base: object; cases: MappingCase[] };

export const MAPPING_CASES: readonly MappingCase[] = cases;

/** The profile of a case, as a file would have it. */
export function profileOfCase({ locations, credentials }: MappingCase): object {
  return { ...base, locations, ...(credentials && { credentials }) };
}
