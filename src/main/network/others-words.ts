/** A JSON web token, or the beginning of one: each begins with `{"` in base64. */
const TOKEN = /\beyJ[\w-]{8,}[\w.-]*/g;

/** What a service says, without the tokens in it: some repeat in a refusal what they were sent, and refusals are shown and copied. */
export function withoutTokens(words: string): string {
  return words.replace(TOKEN, '…');
}
