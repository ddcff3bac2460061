/** Writes docs/errors.md from the codes, their sentences and the edges that tests cause. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { allEdges } from './lib/edges.ts';
import { errorsDocument } from './lib/errors-document.ts';

writeFileSync(path.join(import.meta.dirname, '../docs/errors.md'), errorsDocument(allEdges()));
