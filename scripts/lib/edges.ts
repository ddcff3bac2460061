/** What can go wrong, edge by edge, with the test that causes it: the files of test/cases/edges. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ERROR_CODES } from '../../src/shared/errors.ts';

/** The folder of the files. */
export const EDGES_FOLDER = path.join(import.meta.dirname, '../../test/cases/edges');

/** The files in the order of the document, with what each is about. */
export const EDGE_AREAS = {
  profile: 'Profiles',
  'deep-link': 'Links to Pail',
  'sign-in': 'Sign-in',
  keys: 'Keys',
  storage: 'Storage',
  download: 'Downloads',
  upload: 'Uploads',
  app: 'Pail itself',
  requests: 'What the window asks of main',
} as const;

export type EdgeArea = keyof typeof EDGE_AREAS;

const edgeSchema = z
  .strictObject({
    /** What goes wrong. */
    edge: z.string().min(1),
    /** What that ends in. */
    codes: z.array(z.enum(ERROR_CODES)).default([]),
    /** What the window says, where no code is the answer. */
    says: z.string().min(1).optional(),
    /** What only AWS answers is had here as it was recorded, through the real parser. */
    recorded: z.boolean().default(false),
    /** The file of the test, from the root of the repository. */
    test: z.string(),
    /** Of a test of many rows either what a row is called, or the pattern, which stands for all of them. */
    title: z.string(),
  })
  .refine(({ codes, says }) => codes.length > 0 !== (says !== undefined), { error: 'either codes or what is said' });

export type Edge = z.infer<typeof edgeSchema>;

/** The edges of an area; none where its file is not there. Throws where it holds anything else. */
export function edgesOf(area: EdgeArea): Edge[] {
  const file = path.join(EDGES_FOLDER, `${area}.json`);
  if (!existsSync(file)) return [];
  return z.array(edgeSchema).parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** The edges of all areas. */
export function allEdges(): Map<EdgeArea, Edge[]> {
  return new Map((Object.keys(EDGE_AREAS) as EdgeArea[]).map((area) => [area, edgesOf(area)]));
}
