import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';
import type { RotatedTokens } from './rotated-tokens.ts';

/**
 * Storage for one provider. The library's own is one store of a thousand entries for all providers of a process, in
 * which two pools see each other's sessions and a long run loses its first refresh tokens.
 */
export function memoryStorage(rotated: RotatedTokens): AdapterFactory {
  const everything = new Map<string, AdapterPayload>();
  return (model) => new MemoryAdapter(model, everything, rotated);
}

class MemoryAdapter implements Adapter {
  readonly #model: string;
  readonly #everything: Map<string, AdapterPayload>;
  readonly #rotated: RotatedTokens;

  constructor(model: string, everything: Map<string, AdapterPayload>, rotated: RotatedTokens) {
    this.#model = model;
    this.#everything = everything;
    this.#rotated = rotated;
  }

  async upsert(id: string, payload: AdapterPayload): Promise<void> {
    this.#everything.set(this.#key(id), payload); // Expiry is in the payload, and the library looks at it.
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const name = this.#model === 'RefreshToken' ? this.#rotated.originalOf(id) : id;
    return name === undefined ? undefined : this.#everything.get(this.#key(name));
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#ofModel().find((payload) => payload.uid === uid);
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#ofModel().find((payload) => payload.userCode === userCode);
  }

  async consume(id: string): Promise<void> {
    const payload = await this.find(id);
    if (payload) {
      payload.consumed = Math.floor(Date.now() / 1000);
    }
  }

  async destroy(id: string): Promise<void> {
    this.#everything.delete(this.#key(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, payload] of this.#everything) {
      if (key.startsWith(this.#key('')) && payload.grantId === grantId) {
        this.#everything.delete(key);
      }
    }
  }

  #key(id: string): string {
    return `${this.#model}:${id}`;
  }

  #ofModel(): AdapterPayload[] {
    return [...this.#everything].filter(([key]) => key.startsWith(this.#key(''))).map(([, payload]) => payload);
  }
}
