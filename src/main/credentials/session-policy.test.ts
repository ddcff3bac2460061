import { expect, it } from 'vitest';
import { ACTIONS } from '../../shared/model/location.ts';
import { type LocationCut, sessionPolicy } from './session-policy.ts';

const cut = (changes: Partial<LocationCut> = {}): LocationCut => ({
  bucket: 'teams',
  prefix: 'team-a/',
  actions: ACTIONS,
  ...changes,
});
const statementsOf = (...from: Parameters<typeof sessionPolicy>) => JSON.parse(sessionPolicy(...from)).Statement;
const allowed = (...from: Parameters<typeof sessionPolicy>): string[] =>
  statementsOf(...from).flatMap(({ Action }: { Action: string[] }) => Action);

it('allows what the actions need, in the folder only', () => {
  expect(statementsOf(cut(), 'aws', null)).toEqual([
    {
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: ['arn:aws:s3:::teams'],
      Condition: { StringLike: { 's3:prefix': ['team-a/', 'team-a/*'] } },
    },
    {
      Effect: 'Allow',
      Action: [
        's3:GetObject',
        's3:GetObjectTagging',
        's3:PutObject',
        's3:PutObjectTagging',
        's3:AbortMultipartUpload',
        's3:ListMultipartUploadParts',
        's3:DeleteObject',
      ],
      Resource: ['arn:aws:s3:::teams/team-a/*'],
    },
  ]);
});

it('allows nothing that no action needs', () => {
  expect(allowed(cut({ actions: ['list', 'read'] }), 'aws', null)).toEqual([
    's3:ListBucket',
    's3:GetObject',
    's3:GetObjectTagging',
  ]);
  expect(allowed(cut({ actions: ['list'] }), 'aws', 'eu-west-1')).toEqual(['s3:ListBucket']);
});

it('lists a whole bucket without a condition', () => {
  const [list, objects] = statementsOf(cut({ prefix: '' }), 'aws', null);
  expect(list).not.toHaveProperty('Condition');
  expect(objects.Resource).toEqual(['arn:aws:s3:::teams/*']);
});

it('lets AWS use KMS keys for the person, by the store only', () => {
  const [, , keys] = statementsOf(cut(), 'aws-cn', 'cn-north-1');
  expect(keys).toEqual({
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: ['*'],
    Condition: { StringEquals: { 'kms:ViaService': 's3.cn-north-1.amazonaws.com.cn' } },
  });
});

it.each(['a*/', 'a?/', 'a/${aws:username}/', '*/', 'a/b/?/'])('refuses the folder %s, which is a pattern', (prefix) => {
  expect(() => sessionPolicy(cut({ prefix }), 'aws', null)).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'session-policy-unsuited' }) }),
  );
});

it('takes signs that mean nothing in a policy, as they are', () => {
  const prefix = 'ä "b" \\ $ {x} [1]/';
  expect(statementsOf(cut({ prefix }), 'aws', null)[1].Resource).toEqual([`arn:aws:s3:::teams/${prefix}*`]);
});

it('is refused where it would be longer than STS takes', () => {
  const longest = (length: number) => sessionPolicy(cut({ prefix: `${'x'.repeat(length)}/` }), 'aws', null);
  let length = 1;
  const fits = (characters: number): boolean => {
    try {
      return longest(characters).length <= 2048;
    } catch {
      return false;
    }
  };
  while (fits(length)) length += 1;
  expect(length).toBeGreaterThan(400);
  expect(() => longest(length)).toThrow(/cannot be limited to.*characters/);
});
