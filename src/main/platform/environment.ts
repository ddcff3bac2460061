import { devNull } from 'node:os';

/**
 * Takes the AWS settings of the machine's user away from the AWS SDK: Pail goes where the profile says. A variable such as
 * AWS_ENDPOINT_URL would send requests, and the person's token with them, to another place. Call it before anything else; the
 * engine inherits the result.
 */
export function isolateFromAwsSettings(environment: NodeJS.ProcessEnv = process.env): void {
  for (const name of Object.keys(environment)) {
    if (name.startsWith('AWS_') && !name.startsWith('AWS_SDK_JS_')) delete environment[name];
  }
  environment['AWS_CONFIG_FILE'] = devNull;
  environment['AWS_SHARED_CREDENTIALS_FILE'] = devNull;
  environment['AWS_EC2_METADATA_DISABLED'] = 'true';
}
