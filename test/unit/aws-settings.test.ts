import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, it } from 'vitest';
import { isolateFromAwsSettings } from '../../src/main/platform/environment.ts';

it('leaves nothing of AWS but what Pail itself says', () => {
  const environment: NodeJS.ProcessEnv = {
    PATH: '/bin',
    AWS_ENDPOINT_URL: 'http://elsewhere',
    AWS_PROFILE: 'x',
    AWS_REGION: 'y',
  };
  isolateFromAwsSettings(environment);
  expect(Object.keys(environment).sort()).toEqual([
    'AWS_CONFIG_FILE',
    'AWS_EC2_METADATA_DISABLED',
    'AWS_SHARED_CREDENTIALS_FILE',
    'PATH',
  ]);
});

/** Where the SDK would send a request. */
async function target(): Promise<string> {
  let host = '';
  const client = new STSClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AK', secretAccessKey: 'sk' },
    maxAttempts: 1,
    requestHandler: {
      handle: (request: { hostname: string }) => {
        host = request.hostname;
        return Promise.reject(new Error('not sent'));
      },
    },
  });
  await expect(client.send(new GetCallerIdentityCommand())).rejects.toThrow();
  return host;
}

it('decides where the SDK goes', async () => {
  process.env['AWS_ENDPOINT_URL'] = 'http://elsewhere.example';
  expect(await target()).toBe('elsewhere.example');
  isolateFromAwsSettings();
  expect(await target()).toBe('sts.eu-west-1.amazonaws.com');
});
