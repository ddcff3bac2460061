/** Writes the JSON Schema of profiles, for editors and admins, from the one zod source. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { profileJsonSchema } from '../src/shared/model/profile/profile.ts';

const file = path.join(import.meta.dirname, '../resources/profile.schema.json');
writeFileSync(file, `${JSON.stringify(profileJsonSchema(), null, 2)}\n`);
