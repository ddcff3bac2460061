/** The window's own files as answers to requests: which address gives which file, with which policy. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * The policy of the window: nothing from the network, nothing inline. The nonce is for the few style elements that the
 * component library adds. With `connect-src 'none'` even a hijacked window has no way out but the contract.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}

/** Every file below `root` by its path in an address: a fixed map, so that no address can reach another file. */
export function bundleFiles(root: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    files.set(`/${path.relative(root, file).split(path.sep).join('/')}`, file);
  }
  return files;
}

/** Answers one request for a file of the window. */
export function respond(files: ReadonlyMap<string, string>, method: string, address: string): Response {
  const headers: Record<string, string> = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' };
  if (method !== 'GET' && method !== 'HEAD') return new Response(null, { status: 405, headers });
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol !== 'app:' || url.host !== 'bundle') return new Response(null, { status: 400, headers });
  const file = files.get(url.pathname);
  if (file === undefined) return new Response(null, { status: 404, headers });
  headers['Content-Type'] = TYPES[path.extname(file)] ?? 'application/octet-stream';
  const nonce = randomBytes(16).toString('base64');
  headers['Content-Security-Policy'] = contentSecurityPolicy(nonce);
  const body = readFileSync(file);
  const isPage = path.extname(file) === '.html';
  return new Response(isPage ? body.toString('utf8').replaceAll('__CSP_NONCE__', nonce) : new Uint8Array(body), {
    headers,
  });
}
