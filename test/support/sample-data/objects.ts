import { csv, invoice, json, log, markdown, pdf, plainText } from './documents.ts';
import { jpeg } from './jpeg.ts';
import { ODD_NAMES } from './odd-names.ts';
import { landscape, logoSvg, png } from './pictures.ts';

/** The buckets of the sample data. */
export const BUCKETS = { homes: 'homes', teams: 'teams', finance: 'finance', public: 'public' } as const;

/** The `sub` of each person, which is the name of the home folder. */
export interface Owners {
  readonly ana: string;
  readonly ben: string;
  readonly cleo: string;
}

/** One object as it is to be stored. */
export interface SampleObject {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly body: Buffer;
}

type File = readonly [name: string, body: Buffer];

const MONTHS = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11'];
const ROOMS = ['Lobby', 'Workshop', 'Chart room', 'Quay', 'Office'];
const DEEP_FOLDER = 'Projects/Harbour redesign/2026/Q3/Survey/Raw/North pier/Sensor 07/Calibrated/';

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
  jpg: 'image/jpeg',
  json: 'application/json',
  log: 'text/plain; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
};

/** Where in Ana's home the special things are; all relative to it. */
export const PLACES = {
  oddNames: 'Odd names/',
  emptyFolder: 'Empty folder/',
  emptyFile: 'Documents/empty.txt',
  deepFolder: DEEP_FOLDER,
  large: 'Backups/disk-image.bin',
  many: 'archive/',
} as const;

/** Every small object but the archive: some 300, the same in every run. */
export function sampleObjects(owners: Owners): SampleObject[] {
  return [
    ...within(BUCKETS.homes, `${owners.ana}/`, [...anasFiles(), ...photos()]),
    ...within(BUCKETS.homes, `${owners.ben}/`, modestHome('Ben', 300)),
    ...within(BUCKETS.homes, `${owners.cleo}/`, modestHome('Cleo', 400).slice(0, 6)),
    ...within(BUCKETS.teams, 'team-a/', teamFiles('Team A', 500, MONTHS)),
    ...within(BUCKETS.teams, 'team-b/', teamFiles('Team B', 600, MONTHS.slice(6))),
    // Beside team-a, to be seen by nobody: a prefix without its slash would show it.
    ...within(BUCKETS.teams, 'team-ab/', [
      ['decoy.txt', plainText(1)],
      ['Plans/decoy.md', markdown('Not for team-a', 2)],
    ]),
    ...within(BUCKETS.finance, '', financeFiles()),
    ...within(BUCKETS.public, '', publicFiles()),
  ];
}

/** The archive's objects: `count` tiny notes in one folder, so that its listing takes several pages. */
export function archiveObjects(owners: Owners, count: number): SampleObject[] {
  return within(
    BUCKETS.homes,
    `${owners.ana}/${PLACES.many}`,
    Array.from({ length: count }, (_, index) => {
      const number = String(index + 1).padStart(5, '0');
      return [`note-${number}.txt`, Buffer.from(`Note ${number}\n`)];
    }),
  );
}

function within(bucket: string, prefix: string, files: readonly File[]): SampleObject[] {
  return files.map(([name, body]) => ({ bucket, key: prefix + name, contentType: typeOf(name), body }));
}

function typeOf(name: string): string {
  const extension = /\.(\w+)$/.exec(name)?.[1] ?? '';
  return TYPES[extension] ?? 'application/octet-stream';
}

function anasFiles(): File[] {
  const letters = ['Offer to the city', 'Reply from the port', 'Contract draft', 'Contract final', 'Terms'];
  return [
    ['Welcome.md', markdown('Welcome to Pail', 10)],
    ...letters.map((title, index): File => [`Documents/Letters/${title}.pdf`, pdf(title, lines(20 + index))]),
    ...ROOMS.map((room, index): File => [`Documents/Notes/${room}.txt`, plainText(30 + index)]),
    ...MONTHS.map(
      (month, index): File => [`Documents/Minutes/2026-${month}.md`, markdown(`Minutes 2026-${month}`, 40 + index)],
    ),
    ['Documents/stations.json', json(60)],
    ['Documents/expenses.csv', csv(61, 240)],
    [PLACES.emptyFile, Buffer.alloc(0)],
    [PLACES.emptyFolder, Buffer.alloc(0)],
    [`${DEEP_FOLDER}readings.csv`, csv(62, 600)],
    [`${DEEP_FOLDER}README.md`, markdown('Sensor 07', 63)],
    ...['Survey/Raw', 'Survey', 'Drawings'].map(
      (folder, index): File => [
        `Projects/Harbour redesign/2026/Q3/${folder}/overview.md`,
        markdown(folder, 70 + index),
      ],
    ),
    ...MONTHS.flatMap((month, index) =>
      ROOMS.map((room, shift): File => [`Logs/2026/${month}/${room}.log`, log(80 + index * 5 + shift, 120)]),
    ),
    ...ODD_NAMES.map((name): File => [PLACES.oddNames + name, Buffer.from(`The name of this file is\n${name}\n`)]),
  ];
}

function photos(): File[] {
  const shots = (folder: string, from: number, count: number, body: (seed: number) => Buffer, extension: string) =>
    Array.from(
      { length: count },
      (_, index): File => [`Photos/${folder}/IMG_${from + index}.${extension}`, body(from + index)],
    );
  return [
    ...shots('Coast 2026', 2001, 14, (seed) => jpeg(landscape(seed, 360, 240)), 'jpg'),
    ...shots('Mountains 2025', 1401, 14, (seed) => png(landscape(seed, 480, 320)), 'png'),
  ];
}

function modestHome(name: string, seed: number): File[] {
  return [
    ['Welcome.md', markdown(`Welcome, ${name}`, seed)],
    ['todo.txt', plainText(seed + 1)],
    ['budget.csv', csv(seed + 2, 60)],
    ['settings.json', json(seed + 3)],
    ['Pictures/view.png', png(landscape(seed, 320, 200))],
    ['Letters/application.pdf', pdf('Application', lines(seed))],
    ...MONTHS.map((month, index): File => [`Diary/2026-${month}.md`, markdown(`2026-${month}`, seed + 10 + index)]),
  ];
}

function teamFiles(name: string, seed: number, months: readonly string[]): File[] {
  return [
    ['README.md', markdown(name, seed)],
    ['Handbook.pdf', pdf(`${name} handbook`, lines(seed + 1))],
    ...months.map(
      (month, index): File => [`Minutes/2026-${month}.md`, markdown(`Minutes ${month}`, seed + 10 + index)],
    ),
    ...months.map((month, index): File => [`Data/visits-2026-${month}.csv`, csv(seed + 30 + index, 80)]),
    ...ROOMS.map((room, index): File => [`Design/${room}.svg`, logoSvg(room, seed + 50 + index)]),
    ['Design/Renderings/south.png', png(landscape(seed, 400, 260))],
    ['Design/Renderings/north.png', png(landscape(seed + 1, 400, 260))],
    ['Data/stations.json', json(seed + 60)],
  ];
}

function financeFiles(): File[] {
  const invoices = ['2025', '2026'].flatMap((year) =>
    Array.from({ length: 24 }, (_, index): File => {
      const number = `${year}-${String(index + 1).padStart(4, '0')}`;
      return [`Invoices/${year}/INV-${number}.pdf`, invoice(number, Number(year) + index)];
    }),
  );
  const ledgers = MONTHS.map((month, index): File => [`Ledger/2026-${month}.csv`, csv(700 + index, 300)]);
  return [...invoices, ...ledgers, ['Budget 2027.json', json(750)], ['README.md', markdown('Finance', 751)]];
}

function publicFiles(): File[] {
  const logos = ['Acme', 'Acme Harbour', 'Acme Ferries'].map(
    (name, index): File => [`Brand/${name}.svg`, logoSvg(name, 800 + index)],
  );
  const press = ROOMS.map((room, index): File => [`Press/${room}.md`, markdown(`${room} reopens`, 810 + index)]);
  return [['README.txt', plainText(820)], ...logos, ...press, ['Brand/cover.png', png(landscape(821, 480, 240))]];
}

function lines(seed: number): string[] {
  return plainText(seed)
    .toString('utf8')
    .split(/(?<=\.) |\n/)
    .filter(Boolean)
    .slice(0, 30);
}
