/** Words of `pail profile keygen`, `sign` and `seal`: for administrators, on a terminal. Not in the one catalogue, which windows load. */
export const publishingEn = {
  summaries: {
    keygen: 'Makes a key to sign profiles with, and prints its fingerprint.',
    sign: 'Signs a profile: from then on Pail replaces it by a higher revision of the same key only.',
    seal: 'Seals every secret of a profile with one passphrase.',
  },
  needsOneFile: 'It needs the name of one file.',
  needsKey: 'It needs --key FILE, which pail profile keygen makes.',
  tooManyKeys: 'It takes at most three keys that were in use before.',
  sameKey: 'A key cannot take its own place: --rotate-from is for the keys that were in use before.',
  noKey: (file: string) => `“${file}” is no key of pail profile keygen.`,
  isThere: (file: string) => `“${file}” is there already. Give --force to replace it, or name another file.`,
  needsRevision:
    'The profile has no “revision”. Give it a number that grows with each version, such as 1: Pail replaces a signed profile by a higher one only.',
  isSigned: (file: string) =>
    `“${file}” is signed, and sealing would break the signature. Seal the file that it was made from, and sign that.`,
  noSecrets: (file: string) => `“${file}” has no secret that is not sealed. Nothing was written.`,
  askPassphrase: 'Passphrase: ',
  askAgain: 'Again: ',
  differ: 'The two passphrases differ. Nothing was written.',
  tooShort: (least: number) => `The passphrase is shorter than ${least} characters. Nothing was written.`,
  fingerprint: (digits: string) => `Fingerprint: ${digits}`,
  wroteKey: (file: string) =>
    `Wrote the key to ${file}. Whoever has it can sign your profiles: keep it as you keep passwords.`,
  signed: (file: string, name: string, revision: number) => `Wrote ${file}: “${name}”, revision ${revision}, signed.`,
  signedBefore: (digits: string) =>
    `It was signed already, by ${digits}. This signature takes the place of that one; the profile inside is the same.`,
  vouches: (digits: string) => `Vouched for by ${digits}`,
  unsealed: 'Warning: it has secrets that are not sealed. Whoever has the file has them. See pail profile seal.',
  expired: 'Warning: it has expired already, so nobody can import it.',
  sealed: (file: string, secrets: number) =>
    `Wrote ${file}: sealed ${secrets === 1 ? '1 secret' : `${secrets} secrets`}. Send the passphrase another way than the file.`,
};
