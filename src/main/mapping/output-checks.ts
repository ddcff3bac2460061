/** What a mapped value must be before anything is done with it: the mapping's last wall, for any claims. */
import { text } from '../../shared/text/index.ts';
import { Unmapped } from './template.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

function refuse(field: string, value: string, why: string): never {
  throw new Unmapped(text.mapping.badValue(field, value.length > 80 ? `${value.slice(0, 77)}…` : value, why));
}

/** Bucket naming rules of S3 (General purpose buckets), and the older capitals and `_` that other stores still have. */
export function checkBucket(value: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/.test(value)) refuse('bucket', value, 'that is no bucket name');
  if (value.includes('..') || /^\d+\.\d+\.\d+\.\d+$/.test(value)) refuse('bucket', value, 'that is no bucket name');
  return value;
}

/** A prefix is empty, or segments that each end with `/`, none of them `.`, `..` or empty. */
export function checkPrefix(value: string): string {
  if (value === '') return value;
  if (!value.endsWith('/')) refuse('prefix', value, 'it must end with “/”');
  if (new TextEncoder().encode(value).length > 900) refuse('prefix', value, 'it is too long');
  if (CONTROL.test(value)) refuse('prefix', value, 'it contains control characters');
  for (const segment of value.slice(0, -1).split('/')) {
    if (segment === '' || segment === '.' || segment === '..')
      refuse('prefix', value, 'it has an empty, “.” or “..” part');
  }
  return value;
}

/** A role's ARN, in any partition and for stores without accounts. */
export function checkRoleArn(value: string): string {
  if (!/^arn:[a-z0-9-]+:iam::[0-9A-Za-z-]*:role\/[\w+=,.@/-]{1,512}$/.test(value))
    refuse('role', value, 'that is no role ARN');
  return value;
}

/** A label: one line of text without marks that reorder it. */
export function checkLabel(value: string): string {
  if (CONTROL.test(value)) refuse('label', value, 'it contains control characters');
  return value.slice(0, 200);
}
