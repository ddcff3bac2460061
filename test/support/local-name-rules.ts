/** What the usual file systems ask of names, and which names they take for the same: written from their documentation, apart from Pail's rules. */

interface Rules {
  /** Why a name cannot be; `null` where it can. */
  refusal(name: string): string | null;
  /** The same for names that are one file there. */
  sameAs(name: string): string;
}

const DEVICES = new Set([
  ...['CON', 'PRN', 'AUX', 'NUL', 'CONIN$', 'CONOUT$'],
  ...['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '¹', '²', '³'].flatMap((number) => [
    `COM${number}`,
    `LPT${number}`,
  ]),
]);

/** Upper case character by character, as a table has it: one that would become two stays. */
function simpleUpper(name: string): string {
  return Array.from({ length: name.length }, (_, at) => {
    const upper = name.charAt(at).toUpperCase();
    return upper.length === 1 ? upper : name.charAt(at);
  }).join('');
}

/** Case folding as Unicode has it, nearly: what differs only by case differs in nothing behind it. */
function folded(name: string): string {
  return [...name].map((character) => character.toUpperCase().toLowerCase()).join('');
}

export const FILE_SYSTEMS: Readonly<Record<'ext4' | 'APFS' | 'NTFS', Rules>> = {
  ext4: {
    refusal: (name) => {
      if (name === '' || name === '.' || name === '..') return 'no name';
      if (/[/\0]/.test(name)) return 'a slash or a NUL';
      return Buffer.byteLength(name) > 255 ? 'more than 255 bytes' : null;
    },
    sameAs: (name) => name,
  },
  APFS: {
    refusal: (name) => {
      if (name === '' || name === '.' || name === '..') return 'no name';
      if (/[/\0:]/.test(name)) return 'a slash, a colon or a NUL';
      if (/\p{Surrogate}/u.test(name)) return 'no Unicode';
      return Buffer.byteLength(name) > 255 ? 'more than 255 bytes' : null;
    },
    sameAs: (name) => folded(name.normalize('NFD')).normalize('NFD'),
  },
  NTFS: {
    refusal: (name) => {
      if (name === '') return 'no name';
      for (const character of name) {
        if (character.charCodeAt(0) < 0x20 || '<>:"/\\|?*'.includes(character))
          return `the character ${JSON.stringify(character)}`;
      }
      if (/[. ]$/.test(name)) return 'a dot or a space at its end';
      const [stem = ''] = name.split('.');
      if (DEVICES.has(simpleUpper(stem.replace(/ +$/, '')))) return 'a device';
      return name.length > 255 ? 'more than 255 units' : null;
    },
    sameAs: simpleUpper,
  },
};
