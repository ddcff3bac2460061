/**
 * What came of one part of the soak.
 *
 * @typedef {object} SoakRow
 * @property {string} date of the run, UTC
 * @property {number} seed
 * @property {'passed' | 'failed'} result
 * @property {number} minutes
 * @property {readonly string[]} figures what its tests have counted
 */

/**
 * docs/soak.md. Parts that have not run are not in it.
 *
 * @param {readonly string[]} order names of the parts
 * @param {ReadonlyMap<string, SoakRow>} rows by part
 */
export function soakDocument(order, rows) {
  const there = order.flatMap((name) => {
    const row = rows.get(name);
    return row ? [{ name, ...row }] : [];
  });
  const minutes = there.reduce((sum, row) => sum + row.minutes, 0);
  const table = there.map(
    ({ name, result, minutes: took, date, seed }) => `| ${name} | ${result} | ${took.toFixed(1)} | ${date} | ${seed} |`,
  );
  const figures = there.map(({ name, figures: said }) => `**${name}**\n\n${said.map((one) => `- ${one}\n`).join('')}`);
  return `# Last soak

Written by \`npm run test:soak\` (\`scripts/soak.mjs\`), ${minutes.toFixed(0)} minutes in all.

| part | result | minutes | on | seed |
|---|---|---|---|---|
${table.join('\n')}

## Figures

${figures.join('\n')}`;
}

/**
 * What an earlier run has written.
 *
 * @param {string} document
 * @returns {Map<string, SoakRow>}
 */
export function soakRows(document) {
  const row = /^\| (.+) \| (passed|failed) \| ([\d.]+) \| (\d{4}-\d\d-\d\d) \| (-?\d+) \|$/gm;
  return new Map(
    [...document.matchAll(row)].map(([, name = '', result, minutes, date = '', seed]) => [
      name,
      {
        date,
        seed: Number(seed),
        result: result === 'passed' ? 'passed' : 'failed',
        minutes: Number(minutes),
        figures: figuresOf(document, name),
      },
    ]),
  );
}

/**
 * @param {string} document
 * @param {string} name
 */
function figuresOf(document, name) {
  const [, section = ''] = document.split(`**${name}**\n`);
  const [own = ''] = section.split('\n**');
  return [...own.matchAll(/^- (.*)$/gm)].map(([, said = '']) => said);
}
