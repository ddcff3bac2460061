/** Lists pages with the AWS SDK as its documentation shows it: the peer of the engine's own way. */
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { type ListQuestion, measurePages } from './list-pages.ts';
import { answerWith } from './parent.ts';

answerWith(async (question: ListQuestion) => {
  const { endpoint, keys, bucket, prefix } = question;
  const s3 = new S3Client({ endpoint, region: 'us-east-1', credentials: keys, forcePathStyle: true });
  const request = { Bucket: bucket, Prefix: prefix, Delimiter: '/' };
  const answer = await measurePages(question, async (token) => {
    const page = await s3.send(new ListObjectsV2Command({ ...request, ...(token && { ContinuationToken: token }) }));
    return { entries: page.Contents?.length ?? 0, next: page.NextContinuationToken ?? null };
  });
  s3.destroy();
  return answer;
});
