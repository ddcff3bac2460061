/** What tests of the engine begin with. */
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { EngineOptions, LocationGrant } from '../../src/main/engine/protocol.ts';
import { DEFAULT_SETTINGS } from '../../src/shared/model/settings.ts';
import { type Bucket, grantOf, localFolder, makeBucket, startEngine, type TestEngine } from './engine-fixture.ts';

/** What the settings say to an engine at first. */
export const USUAL_OPTIONS: EngineOptions = {
  uploadLimit: null,
  downloadLimit: null,
  requestsAtOnce: DEFAULT_SETTINGS.requestsAtOnce,
  certificateAuthorities: null,
  proxy: DEFAULT_SETTINGS.proxy,
};

/** What the tests of a file or of a `describe` work with; there from the first of their own hooks on. */
interface EngineSetup {
  readonly bucket: Bucket;
  /** Its location `place` is the bucket, unless the grants say otherwise. */
  readonly engine: TestEngine;
  /** A local folder. */
  readonly local: string;
}

interface EngineSetupOptions {
  /** Puts into the bucket what the tests find there. */
  readonly fill?: (bucket: Bucket) => Promise<void>;
  readonly grants?: (bucket: Bucket) => readonly LocationGrant[];
  /** Who gets an engine and an empty local folder: each test its own, or all of them the same. */
  readonly each?: 'test' | 'file';
}

/** Makes a bucket for all tests from here on, and an engine and a local folder for them, by hooks that also remove them. */
export function setUpEngine({ fill, grants, each = 'test' }: EngineSetupOptions = {}): EngineSetup {
  const setup = {} as { -readonly [part in keyof EngineSetup]: EngineSetup[part] };
  let removeLocal: () => Promise<void>;
  beforeAll(async () => {
    setup.bucket = await makeBucket();
    await fill?.(setup.bucket);
  });
  afterAll(() => setup.bucket.remove());
  const [before, after] = each === 'test' ? [beforeEach, afterEach] : [beforeAll, afterAll];
  before(async () => {
    [setup.local, removeLocal] = await localFolder();
    setup.engine = startEngine(grants?.(setup.bucket) ?? [grantOf(setup.bucket)]);
  });
  after(async () => {
    setup.engine.stop();
    await removeLocal();
  });
  return setup;
}
