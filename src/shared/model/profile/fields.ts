/** The kinds of values that several parts of a profile have. */
import { z } from 'zod';
import { parseTemplate, TemplateError } from '../template.ts';

const LOOPBACK_HOSTS = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** True for an address on this machine. Plain http is allowed to these only. */
export function isLoopbackUrl(url: URL): boolean {
  return LOOPBACK_HOSTS.has(url.hostname);
}

/** True for an https address, and for a plain http one of this machine; without a user, a password or a fragment. */
/** True for a store on this machine; AWS, which has no endpoint, is elsewhere. */
export function isLocalStore({ endpoint }: { readonly endpoint?: string | undefined }): boolean {
  return endpoint !== undefined && isLoopbackUrl(new URL(endpoint));
}

export function isSecureAddress(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || url.username || url.password || url.hash) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackUrl(url));
}

export const address = z
  .string()
  .max(2048)
  .refine(isSecureAddress, { error: 'an https address (plain http only to this computer)' });

export const endpoint = address.refine((value) => !URL.canParse(value) || new URL(value).search === '', {
  error: 'an address without a query',
});

export const region = z.string().regex(/^[a-z0-9-]{1,64}$/, { error: 'a region such as eu-west-1' });

/** Why a text is no template, or `null`. */
function templateProblem(value: string): string | null {
  try {
    parseTemplate(value);
    return null;
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
}

export const template = z
  .string()
  .max(1024)
  .superRefine((value, context) => {
    const problem = templateProblem(value);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem, input: value });
  });
export const templated = template.min(1);

export const claimName = z.string().min(1).max(128);
export const identifier = z.string().regex(/^[\w-]{1,64}$/, { error: 'letters, digits, _ and - only' });
