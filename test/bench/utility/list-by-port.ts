/** Lists pages through the engine's own way to the store, with nothing of the engine behind it. */
import { Ports } from '../../../src/main/engine/s3/ports.ts';
import { type ListQuestion, measurePages } from './list-pages.ts';
import { answerWith } from './parent.ts';

answerWith(async (question: ListQuestion) => {
  const { endpoint, keys, bucket, prefix } = question;
  const ports = new Ports(async () => keys);
  const port = await ports.of({
    storage: { region: 'us-east-1', endpoint, pathStyle: true },
    credentialsId: 'bench',
  });
  const { signal } = new AbortController();
  return measurePages(question, async (token) => {
    const page = await port.listPage({ bucket, prefix, delimiter: '/', token, signal });
    return { entries: page.sizes.length, next: page.nextToken };
  });
});
