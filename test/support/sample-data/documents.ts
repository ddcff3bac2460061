import { SeededRandom } from './random.ts';

const TOPICS = ['harbour survey', 'ferry timetable', 'north pier', 'visitor centre', 'boat hire', 'tide gauges'];
const PEOPLE = ['Ana', 'Ben', 'Cleo', 'Dmitri', 'Esra', 'Farid', 'Grace', 'Hiroshi'];
const VERBS = ['reviewed', 'postponed', 'approved', 'measured', 'drafted', 'presented', 'costed', 'closed'];
const THINGS = ['the second draft', 'new figures', 'the safety plan', 'three offers', 'the autumn budget', 'the map'];
const PLACES = ['Pier 1', 'Pier 2', 'Boathouse', 'Lock', 'Lighthouse', 'Dry dock'];

/** Sentences about a harbour, none of them true. */
export function sentences(random: SeededRandom, count: number): string {
  const make = () =>
    `${random.pick(PEOPLE)} ${random.pick(VERBS)} ${random.pick(THINGS)} for the ${random.pick(TOPICS)}.`;
  return Array.from({ length: count }, make).join(' ');
}

export function plainText(seed: number): Buffer {
  const random = new SeededRandom(seed);
  const paragraphs = Array.from({ length: random.between(2, 6) }, () => sentences(random, random.between(2, 5)));
  return Buffer.from(`${paragraphs.join('\n\n')}\n`);
}

export function markdown(title: string, seed: number): Buffer {
  const random = new SeededRandom(seed);
  const points = Array.from({ length: random.between(3, 7) }, () => `- ${sentences(random, 1)}`);
  const rows = PLACES.map((place) => `| ${place} | ${random.between(3, 90)} | ${random.next().toFixed(2)} |`);
  return Buffer.from(`# ${title}

${sentences(random, 4)}

## Decisions

${points.join('\n')}

## Figures

| Place | Visits | Share |
|---|---:|---:|
${rows.join('\n')}

> ${sentences(random, 1)}
`);
}

export function csv(seed: number, rows: number): Buffer {
  const random = new SeededRandom(seed);
  const lines = Array.from({ length: rows }, (_, index) => {
    const day = String((index % 28) + 1).padStart(2, '0');
    const amount = (random.next() * 2000 - 400).toFixed(2);
    return `2026-${String(random.between(1, 11)).padStart(2, '0')}-${day},"${random.pick(PLACES)}, ${random.pick(TOPICS)}",${amount},EUR`;
  });
  return Buffer.from(`date,subject,amount,currency\n${lines.join('\n')}\n`);
}

export function json(seed: number): Buffer {
  const random = new SeededRandom(seed);
  const stations = PLACES.map((name, id) => ({
    id,
    name,
    open: random.next() > 0.3,
    depthMetres: Number((random.next() * 12).toFixed(1)),
    tags: [random.pick(TOPICS), random.pick(TOPICS)],
    keeper: random.pick(PEOPLE),
  }));
  return Buffer.from(`${JSON.stringify({ version: 3, stations }, null, 2)}\n`);
}

export function log(seed: number, lines: number): Buffer {
  const random = new SeededRandom(seed);
  const rows = Array.from({ length: lines }, (_, index) => {
    const time = new Date(Date.UTC(2026, seed % 11, 1 + (index % 28), 6, index % 60)).toISOString();
    const level = random.pick(['INFO ', 'INFO ', 'INFO ', 'WARN ', 'ERROR']);
    return `${time} ${level} ${random.pick(PLACES)}: ${random.pick(TOPICS)} took ${random.between(2, 900)} ms`;
  });
  return Buffer.from(`${rows.join('\n')}\n`);
}

/** A PDF of one page: a heading and lines of text (Latin-1 only) in a font that every viewer has. */
export function pdf(title: string, lines: readonly string[]): Buffer {
  const escaped = (text: string) => text.replace(/[\\()]/g, (character) => `\\${character}`);
  const body = lines.map((line) => `0 -18 Td (${escaped(line)}) Tj`).join('\n');
  const content = `BT /F1 22 Tf 64 760 Td (${escaped(title)}) Tj /F1 12 Tf 0 -14 Td\n${body}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${Buffer.byteLength(content, 'latin1')} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = Buffer.byteLength(file, 'latin1');
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const start = Buffer.byteLength(file, 'latin1');
  const size = objects.length + 1;
  file += `xref\n0 ${size}\n0000000000 65535 f \n${table}`;
  file += `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

/** A PDF of a made-up invoice. */
export function invoice(number: string, seed: number): Buffer {
  const random = new SeededRandom(seed);
  const lines = Array.from({ length: random.between(3, 9) }, () => {
    return `${random.between(1, 20)} x ${random.pick(THINGS)}, ${random.pick(PLACES)}: EUR ${random.between(20, 900)}.00`;
  });
  return pdf(`Invoice ${number}`, ['Acme Harbour Works', '', ...lines, '', 'Payable within 30 days.']);
}
