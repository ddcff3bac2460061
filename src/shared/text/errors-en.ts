/** One sentence or two for each error code: what happened, why as far as known, what to do. */
import type { ErrorCode, FailureDetail } from '../errors.ts';

const quoted = (value: string | undefined, otherwise: string): string => (value ? `“${value}”` : otherwise);
/** What something is, with its name where that is known. */
const named = (kind: string, name: string | undefined): string => (name ? `${kind} “${name}”` : kind);
/** The reason, where it is words: one word alone is a code (`ENOENT`), which is for the details. */
const because = (d: FailureDetail): string => (d.reason && /\s/.test(d.reason) ? ` (${d.reason})` : '');

/** The region that a store named, in small letters; or its words. */
const region = (d: FailureDetail): string => (/^[a-z][a-z0-9-]*$/.test(d.reason ?? '') ? ` (${d.reason})` : because(d));

/** Why a certificate is not trusted, and who can mend that. */
const untrusted = (d: FailureDetail): string => {
  const { issuer, reason = '' } = d;
  if (issuer)
    return `: its certificate was issued by “${issuer}”, which neither this computer nor the profile trusts. Ask your administrator`;
  if (/EXPIRED|NOT_YET_VALID|DATE_INVALID/.test(reason)) {
    return ': its certificate is not valid at this time. Check the clock of this computer, or ask your administrator';
  }
  if (/ALTNAME|HOSTNAME|COMMON_NAME/.test(reason)) {
    return ': its certificate is for another name. Ask your administrator';
  }
  return `${because(d)}. Ask your administrator`;
};

export const errorsEn: Record<ErrorCode, (d: FailureDetail) => string> = {
  internal: () => 'Something in Pail went wrong. Try again; if it stays, copy the details and tell your administrator.',
  forbidden: () => 'This request did not come from Pail’s own window and was refused.',
  'invalid-argument': (d) => `Pail’s window asked for something that makes no sense${because(d)}.`,
  'not-found': (d) => `${d.subject ?? 'It'} is not there any more. Refresh and try again.`,
  'profile-unreadable': (d) =>
    `The profile ${quoted(d.subject, 'file')} could not be read${because(d)}. Check that it is a file that you may open.`,
  'profile-too-large': (d) =>
    `${quoted(d.subject, 'The file')} is larger than a profile can be (1 MB). Ask your administrator for the right file.`,
  'profile-not-json': (d) =>
    `${quoted(d.subject, 'The file')} is not a Pail profile: it is not JSON${because(d)}. Ask your administrator for the right file.`,
  'profile-invalid': (d) =>
    `${named('The profile', d.subject)} has an error at ${d.path ?? 'its top'}: found ${d.found ?? 'something else'}, expected ${d.expected ?? 'another value'}. Ask your administrator to correct it.`,
  'profile-not-kept': (d) =>
    `${named('The profile', d.subject)} could not be saved${because(d)}, so nothing of it was changed. Make sure that the disk is not full and that Pail may write to its own folder, and try again.`,
  'profile-signature-invalid': (d) =>
    `${named('The signature of the profile', d.subject)} is not valid${because(d)}: the file was changed or is damaged. It was not imported. Ask your administrator for the file again.`,
  'profile-unsigned': (d) =>
    `This file is not signed, and ${named('the profile', d.subject)} that you have is. It was not imported. Ask your administrator for the signed file.`,
  'profile-other-key': (d) =>
    `This file is signed by another key than ${named('the profile', d.subject)} that you have, and that key does not vouch for it. It was not imported. Ask your administrator whether the key was changed; if so, remove the profile first.`,
  'profile-not-newer': (d) =>
    d.found !== undefined && d.found === d.expected
      ? `${named('The profile', d.subject)} that you have has the same revision (${d.found}) as this file, and other content. It was not imported. Ask your administrator to give the new file a higher revision.`
      : `${named('The profile', d.subject)} that you have is revision ${d.expected ?? 'unknown'}, and this file is ${d.found ?? 'older'}: a signed profile is replaced by a higher revision only. It was not imported. Ask your administrator for the newest file.`,
  'profile-expired': (d) =>
    `${named('The profile', d.subject)} has expired${d.found ? ` (${d.found})` : ''}. Ask your administrator for a new one and import it.`,
  'profile-managed': (d) =>
    `${named('The profile', d.subject)} is managed by this computer’s administrator: you can neither change nor remove it. Ask them.`,
  'profile-untrusted-place': (d) =>
    `${named('The managed profile', d.subject)} was not used${because(d)}. Ask this computer’s administrator.`,
  'profile-download-failed': (d) =>
    `The profile could not be fetched from ${quoted(d.subject, 'its address')}${because(d)}. Check your network and try again, or ask your administrator for the file.`,
  'passphrase-wrong': () =>
    'This passphrase does not open the profile. Check it, or ask your administrator for it, and try again.',
  'profile-secret-missing': (d) =>
    `Pail needs the ${d.subject ?? 'secret'} of this profile again, because this computer has no keyring to keep it in.`,
  'issuer-unreachable': (d) =>
    `${named('The sign-in service', d.subject)} does not answer${because(d)}. Check your network and try again.`,
  'issuer-invalid': (d) =>
    `${quoted(d.subject, 'The issuer of this profile')} is not a sign-in service that Pail can use${because(d)}. Ask your administrator to check the issuer in the profile.`,
  'sign-in-refused': (d) => `The sign-in service refused${because(d)}. Ask your administrator.`,
  'sign-in-rejected': (d) =>
    `The answer of the sign-in service was not accepted${because(d)}. Nothing was signed in; try again.`,
  'sign-in-mixed-up': () =>
    'The answer of the sign-in service belongs to another sign-in. Nothing was signed in; try again, and use only the page that Pail opens.',
  'sign-in-forged': (d) =>
    `${named('The answer of the sign-in service', d.subject)} does not bear its signature. Nothing was signed in. Somebody may have changed it on its way: tell your administrator.`,
  'sign-in-code-spent': (d) =>
    `The sign-in came too late or was used before${because(d)}. Try again, and finish it within five minutes. If it stays, ask your administrator whether the app client may read what its scopes ask for.`,
  'sign-in-clock': (d) =>
    `The clock of this computer is ${d.found ?? 'wrong'}, so the answer of the sign-in service cannot be checked. Set the clock and try again.`,
  'scopes-refused': (d) =>
    `The sign-in service does not give this profile what it asks for${because(d)}. Ask your administrator to check the scopes in the profile.`,
  'sign-in-timeout': () =>
    'Nobody finished the sign-in within five minutes. Try again. If the browser showed an error such as redirect_mismatch, the sign-in service does not know the profile’s redirect address: tell your administrator.',
  'sign-in-not-pending': () => 'No sign-in is waiting for this. Press Sign in to start one.',
  'callback-invalid': (d) =>
    `This is not an address that the sign-in ends with${because(d)}. Copy the whole address from the browser.`,
  'client-rejected': (d) =>
    `The sign-in service does not accept this profile’s client id or secret${because(d)}. Ask your administrator for a new profile.`,
  'redirect-unavailable': (d) =>
    `Pail cannot listen on ${quoted(d.subject, 'the port of the redirect')}${because(d)}. Close the program that uses it and try again.`,
  'browser-unavailable': () =>
    'Your browser could not be opened. Press Copy address and open the address in a browser yourself.',
  'session-expired': (d) => `Your sign-in has ended${because(d)}. Sign in again to go on.`,
  'session-not-kept': (d) =>
    `Your sign-in could not be kept for the next start${because(d)}. It lasts until you quit Pail; Pail tries again when it is renewed.`,
  'session-not-forgotten': (d) =>
    `The sign-in that is kept on this computer could not be deleted${because(d)}: whoever starts Pail here next could be signed in with it. Make sure that the disk is not full and that Pail may write to its own folder; then sign in and sign out again.`,
  'revoke-failed': (d) =>
    `You are signed out on this computer, but the sign-in service could not be told${because(d)}. Your session there ends by itself.`,
  'credentials-expired': () =>
    'The store takes your sign-in for expired. Check the clock of this computer, or sign in again.',
  'credentials-refused': (d) =>
    `The store did not give you keys for this location${because(d) || ', and did not say why'}. Ask your administrator whether your role allows it.`,
  'token-refused': (d) =>
    `${quoted(d.subject, 'The service that gives out keys')} does not accept your sign-in${because(d)}. Ask your administrator whether it knows this app client.`,
  'provider-unknown': (d) =>
    `${quoted(d.subject, 'The service that gives out keys')} does not know the sign-in service of this profile${because(d)}. Ask your administrator to register it there as an identity provider.`,
  'role-refused': (d) =>
    `You may not take the role of this location${because(d)}. Ask your administrator whether its trust policy allows you.`,
  'role-settings-invalid': (d) =>
    `${quoted(d.subject, 'The service that gives out keys')} cannot use what the profile says about the role of this location${because(d)}. Ask your administrator to correct it.`,
  'identity-pool-missing': (d) =>
    `The identity pool of this profile does not exist${because(d)}. Ask your administrator to check its id and region.`,
  'identity-pool-role': (d) =>
    `The identity pool of this profile has no role for you${because(d)}. Ask your administrator to give it one.`,
  'session-policy-unsuited': (d) =>
    `Keys cannot be limited to ${quoted(d.subject, 'this location')}${because(d)}. Ask your administrator to choose another folder, or to turn the limit off.`,
  'access-denied': (d) =>
    `The store says no${d.subject ? ` for “${d.subject}”` : ''}: your role does not allow this. Ask your administrator.`,
  'denied-explicitly': (d) =>
    `The store says no${d.subject ? ` for “${d.subject}”` : ''}: a policy forbids it, whatever your role allows. Ask your administrator which one${because(d)}.`,
  'encryption-denied': (d) =>
    `The store says no${d.subject ? ` for “${d.subject}”` : ''}: your role may not use the key that encrypts it. Ask your administrator for the right to that KMS key.`,
  'encryption-key-unusable': (d) =>
    `The key that encrypts ${quoted(d.subject, 'this')} cannot be used${because(d)}. Ask your administrator about that KMS key.`,
  'no-such-bucket': (d) =>
    `${named('The bucket', d.subject)} does not exist. Ask your administrator to check the profile.`,
  'bucket-exists': (d) =>
    `There is ${named('a bucket', d.subject)} already, perhaps somebody else’s. Choose another name.`,
  'bucket-not-empty': (d) =>
    `${named('The bucket', d.subject)} is not empty. Delete what is in it first; older versions and unfinished uploads count, too.`,
  'no-such-key': (d) => `${quoted(d.subject, 'The object')} is not there any more. Refresh the folder.`,
  'location-moved': (d) =>
    `${quoted(d.subject, 'The location')} means another place now. The transfer waits for the one that it was started in: cancel it, or ask your administrator.`,
  'no-such-upload': (d) =>
    `The store forgot what it had of ${quoted(d.subject, 'the upload')}. Try again, from the start.`,
  'upload-in-use': (d) =>
    `${quoted(d.subject, 'The upload')} belongs to a transfer that goes on with it. Cancel the transfer instead.`,
  'upload-hidden': (d) =>
    `The store does not show what it has of ${quoted(d.subject, 'the upload')}, or has it no more: nobody can tell which file goes on with it. Upload the file from the start.`,
  'upload-unsuited': (d) =>
    `Pail cannot go on with the upload of ${quoted(d.subject, 'this')}${because(d)}. Upload the file from the start.`,
  'wrong-region': (d) =>
    `${named('The bucket', d.subject)} is in another region${region(d)}. Ask your administrator to check the profile.`,
  'bucket-elsewhere': (d) =>
    `${named('The bucket', d.subject)} is at another address${because(d)}. Ask your administrator to check the endpoint in the profile.`,
  'clock-skew': () =>
    'The clock of this computer is wrong, so the store refuses its requests. Set the clock and try again.',
  throttled: () => 'The store is busy and asks to slow down. Try again in a moment.',
  'storage-unavailable': (d) => `The store cannot answer now${because(d)}. Try again in a moment.`,
  'storage-refused': (d) => `The store refused the request${because(d)}. Copy the details and tell your administrator.`,
  'connection-failed': (d) =>
    `The storage${d.subject ? ` “${d.subject}”` : ''} cannot be reached${because(d)}. Check your network and try again.`,
  'tls-untrusted': (d) =>
    `The connection to ${quoted(d.subject, 'the server')} is not trusted${untrusted(d)} about its certificate.`,
  'proxy-authentication': (d) =>
    `The proxy on the way to ${quoted(d.subject, 'the server')} wants a name and a password, which Pail does not send. Ask your administrator for a proxy without, or for one that your system signs in to by itself.`,
  'body-incomplete': (d) => `${quoted(d.subject, 'The object')} arrived incomplete. Try again.`,
  'checksum-mismatch': (d) =>
    `${quoted(d.subject, 'The object')} arrived damaged: its checksum does not match. Nothing of it was kept. Try again.`,
  'object-archived': (d) =>
    `${quoted(d.subject, 'The object')} is archived. Have it restored in the store, which can take hours, and try again.`,
  'object-changed': (d) => `${quoted(d.subject, 'The object')} changed in the store while it was read. Try again.`,
  'archive-kept': (d) =>
    `${quoted(d.subject, 'An object')}, which is in the archive, could not be downloaded again. The archive was left as it was.`,
  'target-exists': (d) => `${quoted(d.subject, 'Something with this name')} is there already and was left as it is.`,
  'target-same': (d) => `${quoted(d.subject, 'This')} is there already with the same content.`,
  'target-newer': (d) => `${quoted(d.subject, 'This')} is there already and is not older.`,
  'target-invalid': (d) => `${quoted(d.subject, 'This')} cannot go there${because(d)}. Choose another folder.`,
  'target-missing': (d) =>
    `The folder ${quoted(d.subject, 'to download to')} is not there any more. Put it back, or connect the disk, and resume.`,
  'name-invalid': (d) => `${quoted(d.subject, 'This')} cannot be a name${because(d)}. Choose another one.`,
  'action-not-allowed': (d) =>
    `Your profile does not let you do this in ${quoted(d.subject, 'this location')}. Ask your administrator.`,
  'file-not-found': (d) =>
    `${quoted(d.subject, 'The file')} is not there any more. Put it back and try again, or leave it out.`,
  'file-unreadable': (d) => `${quoted(d.subject, 'This')} could not be read${because(d)}. Check that you may open it.`,
  'file-not-regular': (d) =>
    `${quoted(d.subject, 'This')} is a link, or neither a file nor a folder, and was left out: Pail uploads files and folders only.`,
  'file-differs': (d) =>
    `This is not the file that was being uploaded as ${quoted(d.subject, 'this')}: the store has parts of something else. Nothing was sent. Choose the right file.`,
  'file-changed': (d) => `${quoted(d.subject, 'The file')} changed while it was uploaded. Try again.`,
  'target-unwritable': (d) =>
    `${quoted(d.subject, 'The target')} could not be written${because(d)}. Choose another place.`,
  'disk-full': () => 'The disk is full. Make room and try again.',
  'staged-edited': (d) =>
    `${quoted(d.subject, 'A file')} was changed where Pail had put it to be dragged out, which the store does not know of. It stays in ${quoted(d.path, 'that folder')} until you move it away.`,
  'journal-unreadable': (d) =>
    `A transfer of an earlier run could not be read${because(d)} and does not go on. Start it again if you still need it. What it left in a store is among the unfinished uploads. Its record is kept as ${quoted(d.subject, 'a file')} until you delete it: the details say where.`,
  'certificates-invalid': (d) =>
    `${quoted(d.subject, 'The file')} is not a file of certificates${because(d)}. Choose one in PEM form.`,
  'settings-unwritable': (d) =>
    `The settings could not be saved${because(d)}. What you changed was not taken. Make sure that Pail may write to its own folder.`,
  'engine-stopped': () => 'The part of Pail that talks to the store stopped while it was at this. Try once more.',
  'engine-down': () =>
    'The part of Pail that talks to the store does not run. Press Start again at the top of the window.',
};
