import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  configErrorExitCode,
  loadConfig,
  loadServerConfig,
  loadStartConfig,
} from '../../config.ts';
import { defaultAssumptions } from '../../domain/assumptions.ts';

const complete = {
  DATABASE_URL: 'postgres://owner@db/handover',
  HANDOVER_DEV_ISSUER_FILE: '/somewhere/dev-issuer.json',
  // What lies in the home of whoever runs the tests must not matter.
  TEMPORAL_CONFIG_FILE: 'no-such-file',
};
const issuer = {
  AUTH_ISSUER: 'https://login.example',
  AUTH_AUDIENCE: 'handover',
  AUTH_JWKS_URL: 'https://login.example/keys',
};

describe('the settings of the worker and the API', () => {
  it('has a preset for everything but the database and the issuer', () => {
    expect(loadConfig(complete)).toEqual({
      host: '127.0.0.1',
      port: 8080,
      databaseUrl: complete.DATABASE_URL,
      migrationDatabaseUrl: complete.DATABASE_URL,
      temporal: { namespace: 'default', connection: { address: 'localhost:7233' } },
      taskQueue: 'orders',
      temporalUiUrl: 'http://127.0.0.1:8233',
      auth: {
        kind: 'development',
        keyFile: complete.HANDOVER_DEV_ISSUER_FILE,
        issuer: 'handover-dev',
        audience: 'handover',
      },
      assumptions: defaultAssumptions,
      fileStore: undefined,
      filesMaxBytes: 50 * 1024 * 1024,
      commandWaitMs: 5_000,
      drainMs: 8_000,
    });
  });

  it('takes switched assumptions, and names a wrong one with what is possible', () => {
    const switched = loadConfig({ ...complete, HANDOVER_ASSUMPTIONS: 'autoCloseDelayHours=0' });

    expect(switched.assumptions).toEqual({ ...defaultAssumptions, autoCloseDelayHours: 0 });
    expect(() =>
      loadConfig({ ...complete, HANDOVER_ASSUMPTIONS: 'autoCloseDelayHours=9' }),
    ).toThrow('HANDOVER_ASSUMPTIONS: autoCloseDelayHours takes one of 0, 1, 2, 3, not "9"');
  });

  it('prefers the role of the application to the owner', () => {
    const config = loadConfig({ ...complete, APP_DATABASE_URL: 'postgres://app@db/handover' });

    expect(config.databaseUrl).toBe('postgres://app@db/handover');
    expect(config.migrationDatabaseUrl).toBe(complete.DATABASE_URL);
  });

  it('turns the development issuer off wherever an issuer is configured', () => {
    expect(loadConfig({ ...complete, ...issuer }).auth).toEqual({
      kind: 'issuer',
      issuer: issuer.AUTH_ISSUER,
      audience: issuer.AUTH_AUDIENCE,
      jwksUrl: issuer.AUTH_JWKS_URL,
      algorithms: ['ES256', 'RS256'],
    });
    expect(() => loadConfig({ ...complete, AUTH_ISSUER: issuer.AUTH_ISSUER })).toThrow(
      /AUTH_AUDIENCE is missing.*AUTH_JWKS_URL is missing/,
    );
  });

  it.each(['HS256', 'none', 'ES256,HS256', ''])(
    'never accepts the algorithm "%s"',
    (algorithms) => {
      const load = () => loadConfig({ ...complete, ...issuer, AUTH_ALGORITHMS: algorithms }).auth;

      if (algorithms === '') expect(load()).toMatchObject({ algorithms: ['ES256', 'RS256'] });
      else expect(load).toThrow(/AUTH_ALGORITHMS may hold/);
    },
  );

  it("follows Temporal's own environment configuration", () => {
    const { temporal } = loadConfig({
      ...complete,
      TEMPORAL_ADDRESS: 'orders.tmprl.cloud:7233',
      TEMPORAL_NAMESPACE: 'orders.a1b2c',
      TEMPORAL_API_KEY: 'key',
    });

    expect(temporal).toEqual({
      namespace: 'orders.a1b2c',
      connection: { address: 'orders.tmprl.cloud:7233', apiKey: 'key', tls: true },
    });
  });

  it('names everything that is missing or invalid in one sentence', () => {
    const load = () =>
      loadConfig({
        API_PORT: '80a',
        COMMAND_WAIT_MS: '0',
        TEMPORAL_UI_URL: 'localhost',
        APP_DATABASE_URL: 'mysql://x',
        TEMPORAL_CONFIG_FILE: 'no-such-file',
      });

    expect(load).toThrow(
      /^settings: .*APP_DATABASE_URL.*API_PORT must be a port, 1 to 65535, not "80a".*TEMPORAL_UI_URL.*AUTH_ISSUER.*COMMAND_WAIT_MS/,
    );
  });

  it('ends the program with that sentence and an exit code that forbids starting again', async () => {
    const root = join(import.meta.dirname, '../..');
    const script = `import { configOrExit } from './config.ts'; configOrExit({ TEMPORAL_CONFIG_FILE: 'no-such-file' });`;
    const run = promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      { cwd: root },
    );

    await expect(run).rejects.toMatchObject({
      code: configErrorExitCode,
      stderr: expect.stringMatching(
        /^settings: .*AUTH_ISSUER.*APP_DATABASE_URL \(or DATABASE_URL\) is missing.*\n$/,
      ),
    });
  });
});

describe('the settings of npm start', () => {
  it('starts its own Temporal server unless a service was chosen on purpose', () => {
    expect(loadStartConfig({ PATH: '/bin' }).temporal).toBeUndefined();
    expect(
      loadStartConfig({ TEMPORAL_ADDRESS: 'h:1', TEMPORAL_CONFIG_FILE: 'no-such-file' }).temporal,
    ).toMatchObject({ connection: { address: 'h:1' } });
  });

  it('hides the settings of a real cluster from a server of our own', () => {
    const config = loadStartConfig({ TEMPORAL_API_KEY: 'key', TEMPORAL_TLS: 'true', PATH: '/bin' });

    expect(config.temporalVariables).toEqual(['TEMPORAL_API_KEY', 'TEMPORAL_TLS']);
  });

  it('tells the settings that a command in another terminal has to repeat', () => {
    expect(loadStartConfig({ PATH: '/bin' }).commandPrefix).toBe('');
    expect(loadStartConfig({ API_PORT: '9090', PATH: '/bin' }).commandPrefix).toBe(
      'API_PORT=9090 ',
    );
  });

  it('has no development issuer where one is configured', () => {
    expect(loadStartConfig({}).devIssuerFile).toMatch(/dev-issuer\.json$/);
    expect(loadStartConfig(issuer).devIssuerFile).toBeUndefined();
  });

  it('wants the owner of the tables beside the application', () => {
    expect(() => loadStartConfig({ APP_DATABASE_URL: 'postgres://app@db/handover' })).toThrow(
      'APP_DATABASE_URL needs DATABASE_URL too',
    );
  });
});

describe('where files are kept', () => {
  const fileStoreOf = (env: Record<string, string>) =>
    loadServerConfig({ ...complete, ...env }).fileStore;

  it('is a folder, or a bucket with all that reaches it', () => {
    expect(fileStoreOf({ FILES_DIR: '/var/files' })).toEqual({
      kind: 'folder',
      folder: '/var/files',
    });
    expect(fileStoreOf({ FILES_S3_BUCKET: 'evidence', FILES_S3_REGION: 'eu-1' })).toEqual({
      kind: 's3',
      bucket: 'evidence',
      region: 'eu-1',
      endpoint: undefined,
      isPathStyle: false,
    });
    expect(
      fileStoreOf({
        FILES_S3_BUCKET: 'evidence',
        FILES_S3_REGION: 'eu-1',
        FILES_S3_ENDPOINT: 'https://objects.example',
        FILES_S3_PATH_STYLE: 'true',
      }),
    ).toMatchObject({ endpoint: 'https://objects.example', isPathStyle: true });
  });

  it.each([
    [{}, 'no place for files: set FILES_DIR'],
    [{ FILES_S3_BUCKET: 'evidence' }, 'FILES_S3_REGION is missing'],
    [{ FILES_DIR: '/f', FILES_S3_BUCKET: 'b', FILES_S3_REGION: 'r' }, 'exclude each other'],
    [{ FILES_S3_BUCKET: 'b', FILES_S3_REGION: 'r', FILES_S3_PATH_STYLE: 'yes' }, 'true or false'],
    [{ FILES_DIR: '/f', FILES_MAX_BYTES: '50 MB' }, 'FILES_MAX_BYTES must be bytes'],
  ])('is said plainly: %j', (env, sentence) => {
    expect(() => fileStoreOf(env as Record<string, string>)).toThrow(sentence);
  });

  it('is no matter of the worker', () => {
    expect(loadConfig(complete).fileStore).toBeUndefined();
  });

  it('is the state folder of npm start, unless something else is chosen', () => {
    const folderOf = (env: Record<string, string>) =>
      loadStartConfig({ HANDOVER_STATE_DIR: '/state', ...env }).filesFolder;

    expect(folderOf({})).toBe('/state/files');
    expect(folderOf({ FILES_DIR: '/elsewhere' })).toBe('/elsewhere');
    expect(folderOf({ FILES_S3_BUCKET: 'evidence' })).toBeUndefined();
  });
});
